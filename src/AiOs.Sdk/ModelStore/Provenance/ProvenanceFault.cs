namespace AiOs;

/// <summary>Why the provenance of a model was not accepted.</summary>
public enum ProvenanceFault
{
    /// <summary>The bundle, envelope or statement is not what its format says.</summary>
    Malformed = 0,

    /// <summary>The format is known, but this part of it is not supported; the message says which part and what is.</summary>
    Unsupported = 1,

    /// <summary>The signature is not the signer's, or over something else.</summary>
    BadSignature = 2,

    /// <summary>The signer is nobody the host trusts.</summary>
    UntrustedSigner = 3,

    /// <summary>The transparency log's promise or proof does not hold.</summary>
    BadLogEntry = 4,

    /// <summary>A file is missing, extra, changed, a link, or named unsafely.</summary>
    FilesDiffer = 5,

    /// <summary>The model was built otherwise than the host's policy asks.</summary>
    PolicyRefused = 6,

    /// <summary>There is no signature or attestation, and the host asks for one.</summary>
    Missing = 7,
}
