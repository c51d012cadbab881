namespace AiOs;

/// <summary>What a process may use. Checked before every step, so it is exceeded by one step at most. Immutable.</summary>
/// <remarks>
/// Tokens, dollars and steps are divided: a child gets what its spec asks for, and at most half of what its parent has left. That is
/// set aside for it, and what it does not use comes back when it ends.
/// </remarks>
public sealed record ProcessBudget
{
    /// <summary>Gets the most tokens, in and out together, over the process's life. By default 10 million.</summary>
    public long Tokens { get; init; } = 10_000_000;

    /// <summary>Gets the most US dollars over the process's life. By default no limit beside the tokens.</summary>
    public decimal CostUsd { get; init; } = decimal.MaxValue;

    /// <summary>Gets the most model calls over the process's life. By default 10,000.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>Gets the most model calls in one turn. By default 32.</summary>
    public int StepsPerTurn { get; init; } = 32;

    /// <summary>Gets the longest a turn may take, the time not counted in which its process is held back. By default 10 minutes.</summary>
    public TimeSpan TurnTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets the longest the process may live, a restart's pause included. By default no limit.</summary>
    public TimeSpan LifeTime { get; init; } = TimeSpan.MaxValue;

    /// <summary>
    /// Gets how often in a row a turn may make the same calls with the same results, alone or as a cycle of up to eight, before it is
    /// stopped as a loop. At least 2, by default 5.
    /// </summary>
    public int RepeatedCalls { get; init; } = 5;

    /// <summary>Gets the most generations of children below the process. By default 4.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>Gets the most children alive at once. By default 16.</summary>
    public int Children { get; init; } = 16;

    /// <summary>Checks every setting.</summary>
    /// <returns>This budget.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or a limit that must be above 0 is not.</exception>
    public ProcessBudget Validated()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Tokens);
        ArgumentOutOfRangeException.ThrowIfNegative(CostUsd);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(StepsPerTurn);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TurnTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LifeTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(RepeatedCalls, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(Depth);
        ArgumentOutOfRangeException.ThrowIfNegative(Children);
        return this;
    }
}
