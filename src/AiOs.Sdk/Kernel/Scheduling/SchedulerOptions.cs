namespace AiOs;

/// <summary>Settings of the default scheduler. Immutable.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Gets the most calls of one model at once. Above 0, by default 16.</summary>
    public int MaxConcurrentCalls { get; init; } = 16;

    /// <summary>Gets the wait that counts as one step of priority, so that nobody starves. Above 0, by default 1 second.</summary>
    public TimeSpan AgeingInterval { get; init; } = TimeSpan.FromSeconds(1);

    internal SchedulerOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConcurrentCalls);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(AgeingInterval, TimeSpan.Zero);
        return this;
    }
}
