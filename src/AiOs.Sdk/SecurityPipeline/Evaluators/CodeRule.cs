using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>A form of mistake, as a pattern over code without comments and string contents.</summary>
internal sealed class CodeRule(string weakness, string pattern, string message)
{
    private readonly Regex _pattern = new(
        pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    public static IReadOnlyList<CodeFinding> Apply(IEnumerable<CodeRule> rules, string code, CancellationToken cancellationToken)
    {
        var findings = new List<CodeFinding>();
        foreach (var rule in rules)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int counted = 0;
            int line = 1;
            foreach (var match in rule._pattern.EnumerateMatches(code))
            {
                // A pattern may begin with the line break before: the finding is where its first character to see is.
                var matched = code.AsSpan(match.Index, match.Length);
                int start = match.Index + matched.Length - matched.TrimStart().Length;
                line += code.AsSpan(counted, start - counted).Count('\n');
                counted = start;
                findings.Add(new CodeFinding(rule.Weakness, line, rule.Message));
            }
        }

        return [.. findings.OrderBy(static finding => finding.Line).ThenBy(static finding => finding.Weakness, StringComparer.Ordinal)];
    }

    private string Weakness => weakness;

    private string Message => message;
}
