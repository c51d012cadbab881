using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiOs;

/// <summary>A Sigstore of its own: an authority, a transparency log and a certificate log, all of whose keys the test holds.</summary>
internal sealed class TestSigstore : IDisposable
{
    public const string Identity = "release@example.org";
    public const string Issuer = "https://accounts.example.org";

    private static readonly DateTimeOffset Signed = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly ECDsa _logKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _certificateLogKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;

    public TestSigstore()
    {
        var request = new CertificateRequest("CN=authority", _rootKey, HashAlgorithmName.SHA384);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(Signed.AddYears(-1), Signed.AddYears(9));
    }

    public byte[] TrustedRoot() => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["mediaType"] = "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        ["tlogs"] = new JsonArray(Log("https://log.example", _logKey)),
        ["ctlogs"] = new JsonArray(Log("https://ct.example", _certificateLogKey)),
        ["certificateAuthorities"] = new JsonArray(new JsonObject
        {
            ["certChain"] = new JsonObject
            {
                ["certificates"] = new JsonArray(new JsonObject { ["rawBytes"] = Convert.ToBase64String(_root.RawData) }),
            },
            ["validFor"] = new JsonObject { ["start"] = "2029-01-01T00:00:00Z" },
        }),
    });

    /// <summary>Signs as a keyless client does.</summary>
    /// <param name="statement">What is signed.</param>
    /// <param name="flaw">What is to be wrong; null for nothing.</param>
    public byte[] Sign(JsonObject statement, string? flaw = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] certificate = Certificate(key, flaw);
        byte[] payload = Encoding.UTF8.GetBytes(statement.ToJsonString());
        byte[] signature = TestBundles.SignBytes(TestBundles.Encoding("application/vnd.in-toto+json", payload), key);
        byte[] body = Body(payload, flaw == "entry of another signature" ? [1, 2, 3] : signature, certificate);
        var time = flaw == "entry after the certificate" ? Signed.AddHours(3) : Signed;
        byte[] root = SHA256.HashData([1, .. SHA256.HashData([0, 9]), .. SHA256.HashData([0, .. body])]);
        string checkpoint = $"log.example - 1\n2\n{Convert.ToBase64String(root)}\n";
        byte[] logId = IdOf(_logKey);
        string promise = $$"""{"body":"{{Convert.ToBase64String(body)}}","integratedTime":"""
            + $$"""{{time.ToUnixTimeSeconds()}},"logID":"{{Convert.ToHexStringLower(logId)}}","logIndex":77}""";
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var entry = new JsonObject
        {
            ["logIndex"] = "77",
            ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(flaw == "unknown log" ? IdOf(stranger) : logId) },
            ["kindVersion"] = new JsonObject { ["kind"] = "dsse", ["version"] = "0.0.1" },
            ["integratedTime"] = time.ToUnixTimeSeconds().ToString(),
            ["inclusionPromise"] = new JsonObject
            {
                ["signedEntryTimestamp"] = Convert.ToBase64String(
                    TestBundles.SignBytes(Encoding.UTF8.GetBytes(promise), flaw == "forged promise" ? stranger : _logKey)),
            },
            ["inclusionProof"] = new JsonObject
            {
                ["logIndex"] = flaw == "proof of another place" ? "0" : "1",
                ["treeSize"] = "2",
                ["rootHash"] = Convert.ToBase64String(root),
                ["hashes"] = new JsonArray(Convert.ToBase64String(SHA256.HashData([0, 9]))),
                ["checkpoint"] = new JsonObject
                {
                    ["envelope"] = checkpoint + "\n\u2014 log.example " + Convert.ToBase64String(
                        [
                            .. logId.AsSpan(0, 4),
                            .. TestBundles.SignBytes(Encoding.UTF8.GetBytes(checkpoint), flaw == "forged checkpoint" ? stranger : _logKey),
                        ]) + "\n",
                },
            },
            ["canonicalizedBody"] = Convert.ToBase64String(body),
        };
        var material = new JsonObject
        {
            ["certificate"] = new JsonObject { ["rawBytes"] = Convert.ToBase64String(certificate) },
            ["tlogEntries"] = flaw == "no log entry" ? new JsonArray() : new JsonArray(entry),
        };
        return TestBundles.Bundle(payload, signature, material);
    }

    public void Dispose()
    {
        _root.Dispose();
        _rootKey.Dispose();
        _logKey.Dispose();
        _certificateLogKey.Dispose();
    }

    private static byte[] Body(byte[] payload, byte[] signature, byte[] certificate) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["apiVersion"] = "0.0.1",
        ["kind"] = "dsse",
        ["spec"] = new JsonObject
        {
            ["payloadHash"] = new JsonObject { ["algorithm"] = "sha256", ["value"] = Bytes.Digest(payload) },
            ["signatures"] = new JsonArray(new JsonObject
            {
                ["signature"] = Convert.ToBase64String(signature),
                ["verifier"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(PemEncoding.WriteString("CERTIFICATE", certificate))),
            }),
        },
    });

    // A certificate of ten minutes, whose timestamp of the certificate log is made over it without that timestamp.
    private byte[] Certificate(ECDsa key, string? flaw)
    {
        using var strange = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var request = new CertificateRequest(new X500DistinguishedName(""), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress(flaw == "another identity" ? "somebody@example.org" : Identity);
        request.CertificateExtensions.Add(names.Build(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], false));
        var issuer = new AsnWriter(AsnEncodingRules.DER);
        issuer.WriteCharacterString(UniversalTagNumber.UTF8String, flaw == "another issuer" ? "https://elsewhere.example" : Issuer);
        request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.57264.1.8", issuer.Encode(), false));
        byte[] Issue() => request.Create(
            _root.SubjectName, X509SignatureGenerator.CreateForECDsa(flaw == "another authority" ? strange : _rootKey),
            Signed.AddMinutes(-5), Signed.AddMinutes(5), [1, 2, 3]).RawData;
        if (flaw == "no certificate log")
        {
            return Issue();
        }

        byte[] signedPart = new AsnReader(Issue(), AsnEncodingRules.DER).ReadSequence().ReadEncodedValue().ToArray();
        byte[] time = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(time, Signed.ToUnixTimeMilliseconds());
        byte[] message =
        [
            0, 0, .. time, 0, 1, .. SHA256.HashData(_root.PublicKey.ExportSubjectPublicKeyInfo()),
            (byte)(signedPart.Length >> 16), (byte)(signedPart.Length >> 8), (byte)signedPart.Length, .. signedPart, 0, 0,
        ];
        byte[] signature = TestBundles.SignBytes(flaw == "forged certificate log" ? [.. message, 1] : message, _certificateLogKey);
        byte[] timestamp = [0, .. IdOf(_certificateLogKey), .. time, 0, 0, 4, 3, (byte)(signature.Length >> 8), (byte)signature.Length, .. signature];
        int length = timestamp.Length;
        var list = new AsnWriter(AsnEncodingRules.DER);
        list.WriteOctetString([(byte)((length + 2) >> 8), (byte)(length + 2), (byte)(length >> 8), (byte)length, .. timestamp]);
        request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.11129.2.4.2", list.Encode(), false));
        return Issue();
    }

    private static JsonObject Log(string address, ECDsa key) => new()
    {
        ["baseUrl"] = address,
        ["publicKey"] = new JsonObject
        {
            ["rawBytes"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            ["keyDetails"] = "PKIX_ECDSA_P256_SHA_256",
            ["validFor"] = new JsonObject { ["start"] = "2029-01-01T00:00:00Z" },
        },
        ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(IdOf(key)) },
    };

    private static byte[] IdOf(ECDsa key) => SHA256.HashData(key.ExportSubjectPublicKeyInfo());
}
