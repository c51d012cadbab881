namespace AiOs;

/// <summary>Settings of the retries and circuit breakers of model calls. Immutable.</summary>
public sealed record ModelResilienceOptions
{
    /// <summary>Gets how often a call is tried again. 1 to 100, by default 4.</summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>Gets the wait before the first retry; it doubles with each, and varies by the seed. Above 0, by default 1 second.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets the longest wait before a retry. At least the first; a longer Retry-After fails the call. By default 1 minute.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets how many calls of a model must have been made within 30 seconds, with half of them failing, before it is given a
    /// rest. At least 2, by default 10.</summary>
    public int BreakAfterCalls { get; init; } = 10;

    /// <summary>Gets how long a model that fails is given a rest. 0.5 seconds to a day, by default 30 seconds.</summary>
    public TimeSpan BreakTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the seed of the variation of the waits. By default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Gets what tells whether an error passes by itself; null for those of <see cref="TransientFaults"/>.</summary>
    public Func<Exception, bool>? IsTransient { get; init; }

    internal ModelResilienceOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRetries, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRetries, 100);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(BaseDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, BaseDelay);
        ArgumentOutOfRangeException.ThrowIfLessThan(BreakAfterCalls, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(BreakTime, TimeSpan.FromSeconds(0.5));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BreakTime, TimeSpan.FromDays(1));
        return this;
    }
}
