using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiOs;

/// <summary>A Sigstore bundle (v0.1 to v0.3) as it stands in JSON; only what verification needs.</summary>
/// <remarks>Members that are not read here do not change what is verified, so they are let pass, as the format asks.</remarks>
internal sealed class SigstoreBundle
{
    /// <summary>The largest bundle that is read, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    public string? MediaType { get; set; }

    public Material? VerificationMaterial { get; set; }

    public Envelope? DsseEnvelope { get; set; }

    public JsonElement? MessageSignature { get; set; }

    /// <summary>Reads a bundle and checks what every use of it needs.</summary>
    public static SigstoreBundle Parse(ReadOnlySpan<byte> utf8Json)
    {
        if (utf8Json.Length > MaxBytes)
        {
            throw Malformed($"it has {utf8Json.Length} bytes; at most {MaxBytes} are read");
        }

        SigstoreBundle? bundle;
        try
        {
            bundle = JsonSerializer.Deserialize(utf8Json, ProvenanceJsonContext.Default.SigstoreBundle);
        }
        catch (JsonException error)
        {
            throw new ModelProvenanceException(ProvenanceFault.Malformed, $"The Sigstore bundle is not the JSON it should be: {error.Message}", error);
        }

        if (bundle is not { MediaType: { } type, VerificationMaterial: not null })
        {
            throw Malformed("it has no media type or no verification material");
        }

        if (type is not ("application/vnd.dev.sigstore.bundle.v0.3+json" or "application/vnd.dev.sigstore.bundle+json;version=0.3"
            or "application/vnd.dev.sigstore.bundle+json;version=0.2" or "application/vnd.dev.sigstore.bundle+json;version=0.1"))
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Unsupported, $"Bundles of media type '{type}' are not supported; versions 0.1 to 0.3 as JSON are.");
        }

        if (bundle.MessageSignature is not null || bundle.DsseEnvelope is not { } envelope)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Unsupported, "Bundles with a signature over a bare message are not supported; those with a DSSE envelope are.");
        }

        return envelope is { Payload: not null, PayloadType: not null, Signatures: [{ Sig: not null }] }
            ? bundle
            : throw Malformed("its envelope needs a payload, a payload type and exactly one signature");
    }

    private static ModelProvenanceException Malformed(string why) => new(ProvenanceFault.Malformed, $"The Sigstore bundle cannot be used: {why}.");

    internal sealed class Material
    {
        public KeyHint? PublicKey { get; set; }

        public Certificate? Certificate { get; set; }

        public Chain? X509CertificateChain { get; set; }

        public IReadOnlyList<LogEntry>? TlogEntries { get; set; }
    }

    internal sealed class KeyHint
    {
        public string? Hint { get; set; }
    }

    internal sealed class Certificate
    {
        [JsonRequired]
        public byte[] RawBytes { get; set; } = [];
    }

    internal sealed class Chain
    {
        [JsonRequired]
        public IReadOnlyList<Certificate> Certificates { get; set; } = [];
    }

    internal sealed class Envelope
    {
        public byte[]? Payload { get; set; }

        public string? PayloadType { get; set; }

        public IReadOnlyList<Signature>? Signatures { get; set; }
    }

    internal sealed class Signature
    {
        public byte[]? Sig { get; set; }
    }

    internal sealed class LogEntry
    {
        [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
        public long LogIndex { get; set; }

        public LogId? LogId { get; set; }

        public KindVersion? KindVersion { get; set; }

        [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
        public long IntegratedTime { get; set; }

        public InclusionPromise? InclusionPromise { get; set; }

        public InclusionProof? InclusionProof { get; set; }

        public byte[]? CanonicalizedBody { get; set; }
    }

    internal sealed class LogId
    {
        [JsonRequired]
        public byte[] KeyId { get; set; } = [];
    }

    internal sealed class KindVersion
    {
        public string? Kind { get; set; }

        public string? Version { get; set; }
    }

    internal sealed class InclusionPromise
    {
        public byte[]? SignedEntryTimestamp { get; set; }
    }

    internal sealed class InclusionProof
    {
        [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
        public long LogIndex { get; set; }

        [JsonRequired]
        public byte[] RootHash { get; set; } = [];

        [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
        public long TreeSize { get; set; }

        public IReadOnlyList<byte[]>? Hashes { get; set; }

        public Checkpoint? Checkpoint { get; set; }
    }

    internal sealed class Checkpoint
    {
        public string? Envelope { get; set; }
    }
}
