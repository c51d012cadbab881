namespace AiOs;

/// <summary>Settings of the tool registry. Immutable.</summary>
public sealed record ToolRegistryOptions
{
    /// <summary>
    /// Gets a value indicating whether a failing tool's exception message reaches the model, up to 1,000 characters; the stack
    /// trace never does. By default yes, because a model repairs its call only when it knows what was wrong.
    /// </summary>
    public bool ShowsExceptionMessages { get; init; } = true;

    /// <summary>Gets the longest timeout that a tool may declare. Above 0, up to 24 days; by default 1 hour.</summary>
    public TimeSpan MaxTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Gets the share of a request that tool schemas may take; tools beyond it are found by search instead. Above 0, up to 1; by default 0.25.
    /// </summary>
    public double SchemaShare { get; init; } = 0.25;

    /// <summary>Gets the most results of pure tools that are kept. 0 for none; by default 1,000.</summary>
    public int CachedResults { get; init; } = 1_000;

    /// <summary>Gets the longest that a result of a pure tool is kept. Above 0; by default 10 minutes.</summary>
    public TimeSpan CacheTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets the pause before the first retry; each further one waits twice as long. 0 or more; by default 200 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Checks every setting.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    internal ToolRegistryOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxTimeout, TimeSpan.FromDays(24)); // Timers count 32-bit milliseconds.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SchemaShare, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SchemaShare, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(CachedResults);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CacheTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero);
        return this;
    }
}
