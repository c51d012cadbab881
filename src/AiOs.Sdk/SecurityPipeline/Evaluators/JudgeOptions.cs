namespace AiOs;

/// <summary>Settings of a <see cref="JudgeStage"/>. Immutable; an invalid one cannot be used.</summary>
public sealed record JudgeOptions
{
    /// <summary>Gets the stage's name. Not empty, by default <c>judge</c>.</summary>
    public string Name { get; init; } = "judge";

    /// <summary>Gets the directions in which it judges. By default output.</summary>
    public SecurityDirection Directions { get; init; } = SecurityDirection.Output;

    /// <summary>Gets what is to be blocked, in the host's words. Not empty, up to 20,000 characters.</summary>
    public required string Policy { get; init; }

    /// <summary>Gets how the text is told from the judge's instructions. By default marked between its words.</summary>
    public SpotlightMode Spotlighting { get; init; } = SpotlightMode.Datamarking;

    /// <summary>Gets the longest text that is judged, in characters; a longer one is blocked. Above 0, by default 50,000.</summary>
    public int MaxCharacters { get; init; } = 50_000;

    /// <summary>Gets how long the judge may take; then the text is blocked. Above 0, by default 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    internal JudgeOptions Validated()
    {
        ArgumentException.ThrowIfNullOrEmpty(Name);
        ArgumentException.ThrowIfNullOrWhiteSpace(Policy);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Policy.Length, 20_000, nameof(Policy));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxCharacters);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        return this;
    }
}
