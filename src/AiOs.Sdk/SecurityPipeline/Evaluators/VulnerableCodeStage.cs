namespace AiOs;

/// <summary>Looks for weaknesses in the code blocks that a model wrote.</summary>
/// <remarks>
/// <para>
/// Python and JavaScript are known here; C# by the package <c>AiOs.Roslyn</c>; others by inspectors of your own. A block is judged
/// by the language that it names.
/// </para>
/// <para>A mitigation: an inspection finds known forms of mistakes, and code without findings may still be wrong. Threads: stateless.</para>
/// </remarks>
public sealed class VulnerableCodeStage : ISecurityStage
{
    private readonly Dictionary<string, List<ICodeInspector>> _inspectors = new(StringComparer.Ordinal);
    private readonly VulnerableCodeOptions _options;

    /// <summary>Creates a stage.</summary>
    /// <param name="inspectors">The inspectors; every one of a block's language is asked.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public VulnerableCodeStage(IEnumerable<ICodeInspector> inspectors, VulnerableCodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inspectors);
        _options = (options ?? new VulnerableCodeOptions()).Validated();
        foreach (var inspector in inspectors)
        {
            foreach (string language in inspector.Languages)
            {
                if (!_inspectors.TryGetValue(language, out var list))
                {
                    _inspectors.Add(language, list = []);
                }

                list.Add(inspector);
            }
        }
    }

    /// <inheritdoc/>
    public string Name => "vulnerable-code";

    /// <inheritdoc/>
    public SecurityDirection Directions => SecurityDirection.Output;

    /// <inheritdoc/>
    public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        cancellationToken.ThrowIfCancellationRequested();
        var findings = FindAll(content.Text, cancellationToken);
        if (findings.Count == 0)
        {
            return new(SecurityVerdict.Allow(Name));
        }

        string reason = "weak code: " + string.Join(", ", findings.Select(static finding => finding.Weakness).Distinct().Order());
        string notes = string.Concat(findings.Select(static finding => $"\n- line {finding.Line}: {finding.Message} ({finding.Weakness})"));
        return new(_options.Outcome == SecurityOutcome.Block
            ? SecurityVerdict.Block(Name, reason)
            : SecurityVerdict.Rewrite(Name, reason, $"{content.Text}\n\nThe code above has weaknesses:{notes}\n"));
    }

    private List<CodeFinding> FindAll(string text, CancellationToken cancellationToken)
    {
        var findings = new List<CodeFinding>();
        foreach (var (language, line, code) in CodeBlocks.Of(text))
        {
            if (!_inspectors.TryGetValue(language, out var inspectors))
            {
                continue;
            }

            if (code.Length > _options.MaxCharacters)
            {
                findings.Add(new CodeFinding("CWE-400", line, $"the block has {code.Length:N0} characters and was not inspected"));
                continue;
            }

            findings.AddRange(inspectors
                .SelectMany(inspector => inspector.Inspect(code, cancellationToken))
                .Where(finding => !_options.Ignored.Contains(finding.Weakness, StringComparer.OrdinalIgnoreCase))
                .Select(finding => finding with { Line = finding.Line + line - 1 })); // Lines of the text.
        }

        return findings;
    }
}
