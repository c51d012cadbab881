using System.Security.Cryptography;
using System.Text;

namespace AiOs;

/// <summary>Elliptic-curve keys: NIST P-256, P-384 and P-521, each with the SHA-2 of its size, as Sigstore's key details name them.</summary>
internal static class PublicKeys
{
    private const string Supported = "elliptic-curve keys on P-256, P-384 and P-521 are";

    /// <summary>Reads a key from its DER (SubjectPublicKeyInfo).</summary>
    /// <exception cref="ModelProvenanceException">The key is malformed, or of a kind that is not supported.</exception>
    public static ECDsa FromDer(ReadOnlySpan<byte> der, string whose)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(der, out int read);
            if (read == der.Length && key.KeySize is 256 or 384 or 521)
            {
                return key;
            }
        }
        catch (CryptographicException error)
        {
            key.Dispose();
            throw new ModelProvenanceException(
                ProvenanceFault.Unsupported, $"The key of {whose} cannot be used; {Supported}. {error.Message}", error);
        }

        key.Dispose();
        throw new ModelProvenanceException(ProvenanceFault.Unsupported, $"The key of {whose} cannot be used; {Supported}.");
    }

    /// <summary>Checks a signature in DER over a message.</summary>
    public static bool Verify(ECDsa key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        key.VerifyData(message, signature, HashOf(key), DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Gives what DSSE signs: its pre-authentication encoding of a type and a payload.</summary>
    /// <remarks>Source: the DSSE protocol, version 1.0.0: lengths bind type and payload, so that neither can grow into the other.</remarks>
    public static byte[] PreAuthenticationEncoding(string payloadType, ReadOnlySpan<byte> payload) =>
        [.. Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(payloadType)} {payloadType} {payload.Length} "), .. payload];

    private static HashAlgorithmName HashOf(ECDsa key) => key.KeySize switch
    {
        256 => HashAlgorithmName.SHA256,
        384 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };
}
