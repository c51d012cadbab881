namespace AiOs;

/// <summary>How large a plan may be. Immutable.</summary>
public sealed record PlanLimits
{
    /// <summary>Gets the most characters of a plan's text. Above 0, by default 262,144.</summary>
    public int TextCharacters { get; init; } = 262_144;

    /// <summary>Gets the most steps of a plan, those inside of branches and loops included. Above 0, by default 256.</summary>
    public int Steps { get; init; } = 256;

    /// <summary>Gets how deep branches and loops may stand in each other. 0 to 32, by default 8.</summary>
    public int Depth { get; init; } = 8;

    /// <summary>Gets the most items that a loop goes over. Above 0, by default 64; a longer list fails the loop before its first item.</summary>
    public int LoopItems { get; init; } = 64;

    /// <summary>Checks every limit.</summary>
    /// <returns>These limits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    internal PlanLimits Validated()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(TextCharacters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Steps);
        ArgumentOutOfRangeException.ThrowIfNegative(Depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Depth, 32);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LoopItems);
        return this;
    }
}
