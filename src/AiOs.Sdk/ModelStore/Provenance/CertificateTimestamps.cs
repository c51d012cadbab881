using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AiOs;

/// <summary>Checks that a certificate stands in a log of certificates: the signed timestamps embedded in it (RFC 6962, section 3).</summary>
/// <remarks>
/// The log signed the certificate before its timestamp was put into it, so what it signed is rebuilt: the certificate's signed part
/// without the extension that carries the timestamps, and the hash of the issuer's key.
/// </remarks>
internal static class CertificateTimestamps
{
    private const string Extension = "1.3.6.1.4.1.11129.2.4.2";
    private const byte Sha256 = 4;
    private const byte Ecdsa = 3;

    /// <summary>Checks that one known log vouches for the certificate.</summary>
    public static void Verify(X509Certificate2 leaf, byte[] issuerDer, TrustedRoot root)
    {
        if (leaf.Extensions[Extension] is not { } extension)
        {
            throw Bad("the certificate has no signed timestamp of a certificate log");
        }

        try
        {
            using var issuer = Certificates.Load(issuerDer);
            byte[] issuerKeyHash = SHA256.HashData(issuer.PublicKey.ExportSubjectPublicKeyInfo());
            byte[] signedPart = WithoutTimestamps(leaf.RawData);
            byte[] list = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadOctetString();
            if (!List(list).Any(timestamp => IsGood(timestamp, issuerKeyHash, signedPart, root)))
            {
                throw Bad("no known certificate log signed its timestamp");
            }
        }
        catch (Exception error) when (error is AsnContentException or ArgumentOutOfRangeException)
        {
            throw new ModelProvenanceException(ProvenanceFault.Malformed, "The signed timestamps of the certificate cannot be read.", error);
        }
    }

    private static bool IsGood(byte[] timestamp, byte[] issuerKeyHash, byte[] signedPart, TrustedRoot root)
    {
        // Version 1 (0), the log's id, the time, extensions, hash and signature algorithm, the signature.
        if (timestamp.Length < 47 || timestamp[0] != 0 || root.FindCertificateLog(timestamp.AsSpan(1, 32)) is not { } log)
        {
            return false;
        }

        ulong time = BinaryPrimitives.ReadUInt64BigEndian(timestamp.AsSpan(33));
        int extensions = BinaryPrimitives.ReadUInt16BigEndian(timestamp.AsSpan(41));
        var rest = timestamp.AsSpan(43 + extensions);
        if (rest[0] != Sha256 || rest[1] != Ecdsa || time > long.MaxValue / 2
            || !log.IsValidAt(DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(Math.Min(time, 1UL << 50))))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        byte[] message =
        [
            0, 0, .. timestamp.AsSpan(33, 8), 0, 1, .. issuerKeyHash,
            (byte)(signedPart.Length >> 16), (byte)(signedPart.Length >> 8), (byte)signedPart.Length, .. signedPart,
            .. timestamp.AsSpan(41, 2 + extensions),
        ];
        return log.Verify(message, rest.Slice(4, length));
    }

    // A list of two bytes' length, of timestamps of two bytes' length each.
    private static List<byte[]> List(byte[] bytes)
    {
        var all = new List<byte[]>();
        var rest = bytes.AsSpan(2);
        while (!rest.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest);
            all.Add(rest.Slice(2, length).ToArray());
            rest = rest[(2 + length)..];
        }

        return all;
    }

    private static byte[] WithoutTimestamps(byte[] certificate)
    {
        var signedPart = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        var extensionsTag = new Asn1Tag(TagClass.ContextSpecific, 3, isConstructed: true);
        using (writer.PushSequence())
        {
            while (signedPart.HasData)
            {
                if (signedPart.PeekTag() != extensionsTag)
                {
                    writer.WriteEncodedValue(signedPart.ReadEncodedValue().Span);
                    continue;
                }

                var extensions = signedPart.ReadSequence(extensionsTag).ReadSequence();
                using (writer.PushSequence(extensionsTag))
                using (writer.PushSequence())
                {
                    while (extensions.HasData)
                    {
                        var one = extensions.ReadEncodedValue();
                        if (new AsnReader(one, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier() != Extension)
                        {
                            writer.WriteEncodedValue(one.Span);
                        }
                    }
                }
            }
        }

        return writer.Encode();
    }

    private static ModelProvenanceException Bad(string why) => new(ProvenanceFault.UntrustedSigner, $"The certificate is not trusted: {why}.");
}
