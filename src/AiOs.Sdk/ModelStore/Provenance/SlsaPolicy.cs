namespace AiOs;

/// <summary>How models must have been built. Immutable; an invalid one cannot be used to build a verifier.</summary>
public sealed record SlsaPolicy
{
    /// <summary>Gets the builders that are believed. At least one.</summary>
    public required IReadOnlyList<SlsaBuilder> Builders { get; init; }

    /// <summary>Gets the least SLSA build level, 1 to 3. By default 2: a signed provenance by a hosted builder.</summary>
    public int MinLevel { get; init; } = 2;

    /// <summary>
    /// Gets the source repositories that are allowed, without <c>git+</c> before and <c>@ref</c> behind, compared exactly; empty for any.
    /// </summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Gets the kinds of builds (<c>buildDefinition.buildType</c>) that are allowed; empty for any.</summary>
    public IReadOnlyList<string> BuildTypes { get; init; } = [];

    internal SlsaPolicy Validated()
    {
        ArgumentNullException.ThrowIfNull(Builders);
        ArgumentOutOfRangeException.ThrowIfLessThan(Builders.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinLevel, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MinLevel, 3);
        return this;
    }
}
