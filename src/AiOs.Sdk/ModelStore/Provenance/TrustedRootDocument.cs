namespace AiOs;

/// <summary>A Sigstore trusted root (v0.1) as it stands in JSON.</summary>
internal sealed class TrustedRootDocument
{
    public string? MediaType { get; set; }

    public IReadOnlyList<Log>? Tlogs { get; set; }

    public IReadOnlyList<Authority>? CertificateAuthorities { get; set; }

    public IReadOnlyList<Log>? Ctlogs { get; set; }

    internal sealed class Log
    {
        public string? BaseUrl { get; set; }

        public Key? PublicKey { get; set; }

        public SigstoreBundle.LogId? LogId { get; set; }
    }

    internal sealed class Key
    {
        public byte[]? RawBytes { get; set; }

        public string? KeyDetails { get; set; }

        public Period? ValidFor { get; set; }
    }

    internal sealed class Period
    {
        public DateTimeOffset? Start { get; set; }

        public DateTimeOffset? End { get; set; }
    }

    internal sealed class Authority
    {
        public SigstoreBundle.Chain? CertChain { get; set; }

        public Period? ValidFor { get; set; }
    }
}
