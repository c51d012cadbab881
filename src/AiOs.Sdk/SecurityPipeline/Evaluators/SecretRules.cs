namespace AiOs;

/// <summary>Credentials that can be told by their form.</summary>
/// <remarks>Source: the providers' descriptions of their token formats, and RFC 7468 (PEM), RFC 7519 (JWT).</remarks>
public static class SecretRules
{
    private const string Word = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    /// <summary>Gets rules that put a credential's kind in its place.</summary>
    public static IReadOnlyList<ContentRule> All { get; } =
    [
        new ContentRule
        {
            Name = "private key",
            Pattern = "-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY-----",
            Until = "-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY-----",
            Replacement = "[private key removed]",
        },
        Token("AWS access key", @"\b(?:AKIA|ASIA)[A-Z0-9]{16}", tail: null),
        Token("GitHub token", @"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})"),
        Token("GitLab token", @"\bglpat-[A-Za-z0-9_-]{20}"),
        Token("Slack token", @"\bxox[abeoprs]-[A-Za-z0-9-]{10}"),
        Token("API key", @"\b(?:sk-[A-Za-z0-9_-]{20}|AIza[A-Za-z0-9_-]{35}|hf_[A-Za-z0-9]{30}|[rs]k_live_[A-Za-z0-9]{20})"),
        Token("npm token", @"\bnpm_[A-Za-z0-9]{36}"),
        Token("JSON web token", @"\beyJ[A-Za-z0-9_-]{8,200}\.eyJ[A-Za-z0-9_-]{8}", tail: Word + "."),
    ];

    private static ContentRule Token(string name, string pattern, string? tail = Word) =>
        new() { Name = name, Pattern = pattern, Tail = tail, Replacement = $"[{name} removed]" };
}
