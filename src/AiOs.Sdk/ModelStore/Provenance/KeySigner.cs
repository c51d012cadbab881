using System.Security.Cryptography;

namespace AiOs;

/// <summary>Trusts one public key.</summary>
internal sealed class KeySigner(string pem) : IModelSigner
{
    private readonly byte[] _der = DerOf(pem);

    /// <inheritdoc/>
    public string Verify(SigstoreBundle bundle, ReadOnlySpan<byte> message)
    {
        var material = bundle.VerificationMaterial!;
        if (material.Certificate is not null || material.X509CertificateChain is not null)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.UntrustedSigner, "The bundle was signed with a certificate, and the host trusts a key.");
        }

        string hint = Convert.ToHexStringLower(SHA256.HashData(_der));
        using var key = PublicKeys.FromDer(_der, "the trusted signer"); // One each time: a key is not for several threads at once.
        return PublicKeys.Verify(key, message, bundle.DsseEnvelope!.Signatures![0].Sig)
            ? $"key {hint[..16]}"
            : throw new ModelProvenanceException(
                ProvenanceFault.BadSignature,
                $"The signature is not that of the trusted key {hint[..16]}. The bundle gives '{material.PublicKey?.Hint}' as a hint to its key.");
    }

    private static byte[] DerOf(string pem)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            byte[] der = key.ExportSubjectPublicKeyInfo();
            PublicKeys.FromDer(der, "the trusted signer").Dispose();
            return der;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Unsupported, $"The trusted key is not an elliptic-curve key in PEM: {error.Message}", error);
        }
    }
}
