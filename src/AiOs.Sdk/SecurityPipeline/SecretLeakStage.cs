using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Removes credentials from what a model says: keys and tokens that can be told by their form.</summary>
/// <remarks>
/// <para>
/// Deterministic, and a mitigation: it knows the published forms of common providers' credentials, and cannot know a password that
/// looks like a word. Takes time linear in the text. Threads: stateless.
/// </para>
/// <para>Source: the providers' own descriptions of their token formats, and RFC 7468 (PEM), RFC 7519 (JWT).</para>
/// </remarks>
public sealed partial class SecretLeakStage : ISecurityStage
{
    /// <inheritdoc/>
    public string Name => "secret-leak";

    /// <inheritdoc/>
    public SecurityDirection Directions => SecurityDirection.Output;

    /// <inheritdoc/>
    public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        cancellationToken.ThrowIfCancellationRequested();
        var kinds = new SortedSet<string>(StringComparer.Ordinal);
        string cleaned = Secrets().Replace(content.Text, match =>
        {
            string kind = KindOf(match);
            kinds.Add(kind);
            return $"[{kind} removed]";
        });
        return ValueTask.FromResult(kinds.Count == 0
            ? SecurityVerdict.Allow(Name)
            : SecurityVerdict.Rewrite(Name, "the answer held " + string.Join(", ", kinds), cleaned));
    }

    private static string KindOf(Match match)
    {
        foreach (Group group in match.Groups)
        {
            if (group.Success && !char.IsAsciiDigit(group.Name[0]))
            {
                return group.Name.Replace('_', ' ');
            }
        }

        return "secret";
    }

    [GeneratedRegex(
        """
        (?<private_key>-----BEGIN[ ](?:[A-Z0-9]+[ ])*PRIVATE[ ]KEY-----[\s\S]*?(?:-----END[ ](?:[A-Z0-9]+[ ])*PRIVATE[ ]KEY-----|\z))
        |\b(?:
          (?<AWS_access_key>(?:AKIA|ASIA)[A-Z0-9]{16})
          |(?<GitHub_token>gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})
          |(?<GitLab_token>glpat-[A-Za-z0-9_-]{20,})
          |(?<Slack_token>xox[abeoprs]-[A-Za-z0-9-]{10,})
          |(?<API_key>sk-[A-Za-z0-9_-]{20,}|AIza[A-Za-z0-9_-]{35}|hf_[A-Za-z0-9]{30,}|[rs]k_live_[A-Za-z0-9]{20,})
          |(?<npm_token>npm_[A-Za-z0-9]{36})
          |(?<JSON_web_token>eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})
        )
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Secrets();
}
