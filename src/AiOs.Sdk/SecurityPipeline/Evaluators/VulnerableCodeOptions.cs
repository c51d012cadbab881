namespace AiOs;

/// <summary>Settings of a <see cref="VulnerableCodeStage"/>. Immutable; an invalid one cannot be used.</summary>
public sealed record VulnerableCodeOptions
{
    /// <summary>
    /// Gets what happens to text with weak code: <see cref="SecurityOutcome.Rewrite"/>, the default, which writes the findings below it,
    /// or <see cref="SecurityOutcome.Block"/>.
    /// </summary>
    public SecurityOutcome Outcome { get; init; } = SecurityOutcome.Rewrite;

    /// <summary>Gets the findings, by their CWE entries, that are passed over. By default none.</summary>
    public IReadOnlyCollection<string> Ignored { get; init; } = [];

    /// <summary>Gets the longest code block that is inspected, in characters; a longer one is itself a finding. Above 0, by default 200,000.</summary>
    public int MaxCharacters { get; init; } = 200_000;

    internal VulnerableCodeOptions Validated()
    {
        ArgumentNullException.ThrowIfNull(Ignored);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxCharacters);
        return Outcome is SecurityOutcome.Rewrite or SecurityOutcome.Block
            ? this
            : throw new ArgumentException($"{nameof(Outcome)} is {Outcome}, and must be Rewrite or Block.", nameof(Outcome));
    }
}
