namespace AiOs;

/// <summary>Removes or blocks text by rules: deterministic, in time linear in the text, the same whole or in pieces.</summary>
/// <remarks>
/// <para>
/// The match that begins first counts, and of those that begin at one place the one of the first rule. After a match the
/// search goes on behind it.
/// </para>
/// <para>A mitigation: rules know forms, and not meanings. Threads: stateless.</para>
/// </remarks>
public sealed class RuleStage : IStreamingSecurityStage
{
    private readonly ContentRule[] _rules;

    /// <summary>Creates a stage.</summary>
    /// <param name="name">Its name, as it stands in the audit log.</param>
    /// <param name="directions">The directions in which it judges.</param>
    /// <param name="rules">The rules, in order; at most 1,000.</param>
    /// <exception cref="ArgumentException">A rule is invalid, or there are too many.</exception>
    public RuleStage(string name, SecurityDirection directions, params IEnumerable<ContentRule> rules)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(rules);
        _rules = [.. rules.Select(static rule => rule.Validated())];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_rules.Length, 1000, nameof(rules));
        Name = name;
        Directions = directions;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public SecurityDirection Directions { get; }

    /// <inheritdoc/>
    public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default) =>
        SecurityStreams.EvaluateAsync(this, content, cancellationToken);

    /// <inheritdoc/>
    public ISecurityStream Open(SecurityContent content) => new RuleStream(Name, _rules);
}
