using System.Security.Cryptography;
using System.Text.Json;

namespace AiOs;

/// <summary>The pinned trust of keyless signatures: the certificate authorities and logs that a host believes. Immutable.</summary>
/// <remarks>
/// Read from a Sigstore trusted root in JSON, which its operators publish and the host keeps with its own files. Nothing is fetched:
/// rotating it is the host's act.
/// </remarks>
internal sealed class TrustedRoot
{
    private readonly Dictionary<string, TrustedLog> _logs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TrustedLog> _certificateLogs = new(StringComparer.Ordinal);

    private TrustedRoot(List<TrustedAuthority> authorities) => Authorities = authorities;

    public IReadOnlyList<TrustedAuthority> Authorities { get; }

    /// <summary>Reads a trusted root.</summary>
    public static TrustedRoot Parse(ReadOnlySpan<byte> utf8Json)
    {
        TrustedRootDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(utf8Json, ProvenanceJsonContext.Default.TrustedRootDocument);
        }
        catch (JsonException error)
        {
            throw new ModelProvenanceException(ProvenanceFault.Malformed, $"The trusted root is not the JSON it should be: {error.Message}", error);
        }

        var authorities = (document?.CertificateAuthorities ?? [])
            .Where(authority => authority.CertChain is { Certificates.Count: > 0 })
            .Select(authority => new TrustedAuthority(
                [.. authority.CertChain!.Certificates.Select(certificate => certificate.RawBytes)],
                authority.ValidFor?.Start ?? DateTimeOffset.MinValue,
                authority.ValidFor?.End ?? DateTimeOffset.MaxValue))
            .ToList();
        var root = new TrustedRoot(authorities);
        Add(root._logs, document?.Tlogs);
        Add(root._certificateLogs, document?.Ctlogs);
        return authorities.Count > 0 && root._logs.Count > 0
            ? root
            : throw new ModelProvenanceException(
                ProvenanceFault.Malformed, "The trusted root names no certificate authority, or no transparency log whose key is supported.");
    }

    /// <summary>Gives a transparency log by its id, or null.</summary>
    public TrustedLog? FindLog(ReadOnlySpan<byte> id) => _logs.GetValueOrDefault(Convert.ToHexStringLower(id));

    /// <summary>Gives a log of certificates by its id, or null.</summary>
    public TrustedLog? FindCertificateLog(ReadOnlySpan<byte> id) => _certificateLogs.GetValueOrDefault(Convert.ToHexStringLower(id));

    private static void Add(Dictionary<string, TrustedLog> logs, IReadOnlyList<TrustedRootDocument.Log>? documents)
    {
        foreach (var log in documents ?? [])
        {
            // A log with a key of another kind is left out: what it signed is then refused as unknown, and nothing else is lost.
            if (log.PublicKey is
                {
                    RawBytes: { } der,
                    KeyDetails: null or "PKIX_ECDSA_P256_SHA_256" or "PKIX_ECDSA_P384_SHA_384" or "PKIX_ECDSA_P521_SHA_512",
                } key)
            {
                byte[] id = log.LogId?.KeyId ?? SHA256.HashData(der);
                logs[Convert.ToHexStringLower(id)] = new TrustedLog(
                    log.BaseUrl ?? "a log", id, der, key.ValidFor?.Start ?? DateTimeOffset.MinValue, key.ValidFor?.End ?? DateTimeOffset.MaxValue);
            }
        }
    }
}
