namespace AiOs;

/// <summary>Opens a bundle's envelope if one of the trusted signers sealed it.</summary>
internal static class EnvelopeVerifier
{
    /// <summary>Gives the signed payload, and who signed it.</summary>
    /// <exception cref="ModelProvenanceException">Nobody trusted signed it; the refusal of the last signer tried says why.</exception>
    public static (byte[] Payload, string Signer, ModelTrust Trust) Open(ReadOnlySpan<byte> bundleJson, IReadOnlyList<ModelTrust> trusted)
    {
        var bundle = SigstoreBundle.Parse(bundleJson);
        var envelope = bundle.DsseEnvelope!;
        if (envelope.PayloadType is not InTotoStatement.PayloadType)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Unsupported, $"Envelopes of type '{envelope.PayloadType}' are not supported; {InTotoStatement.PayloadType} is.");
        }

        byte[] message = PublicKeys.PreAuthenticationEncoding(envelope.PayloadType, envelope.Payload);
        ModelProvenanceException? refusal = null;
        foreach (var trust in trusted)
        {
            try
            {
                return (envelope.Payload!, trust.Signer.Verify(bundle, message), trust);
            }
            catch (ModelProvenanceException error)
            {
                refusal = error;
            }
        }

        throw refusal ?? new ModelProvenanceException(ProvenanceFault.UntrustedSigner, "The host trusts nobody to sign models.");
    }
}
