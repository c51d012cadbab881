namespace AiOs;

/// <summary>Decides whether the signature of a bundle is somebody's whom the host trusts.</summary>
internal interface IModelSigner
{
    /// <summary>Checks the signature over the bundle's envelope.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="message">What was signed: the pre-authentication encoding of its payload.</param>
    /// <returns>Who signed, for messages and audit.</returns>
    /// <exception cref="ModelProvenanceException">The signature does not hold, or the signer is not trusted.</exception>
    string Verify(SigstoreBundle bundle, ReadOnlySpan<byte> message);
}
