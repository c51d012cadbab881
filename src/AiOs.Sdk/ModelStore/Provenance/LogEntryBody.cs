namespace AiOs;

/// <summary>What a transparency log keeps of a signature: the kinds <c>dsse</c> 0.0.1 and <c>intoto</c> 0.0.2 of Rekor.</summary>
internal sealed class LogEntryBody
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public EntrySpec? Spec { get; set; }

    internal sealed class EntrySpec
    {
        public HashValue? PayloadHash { get; set; }

        public IReadOnlyList<EntrySignature>? Signatures { get; set; }

        public EntryContent? Content { get; set; }
    }

    internal sealed class HashValue
    {
        public string? Algorithm { get; set; }

        public string? Value { get; set; }
    }

    internal sealed class EntrySignature
    {
        // dsse: base64 of the signature, and base64 of the certificate or key in PEM.
        public string? Signature { get; set; }

        public string? Verifier { get; set; }

        // intoto: base64 of base64 of the signature, and base64 of the certificate or key in PEM.
        public string? Sig { get; set; }

        public string? PublicKey { get; set; }
    }

    internal sealed class EntryContent
    {
        public EntryEnvelope? Envelope { get; set; }

        public HashValue? PayloadHash { get; set; }
    }

    internal sealed class EntryEnvelope
    {
        public IReadOnlyList<EntrySignature>? Signatures { get; set; }
    }
}
