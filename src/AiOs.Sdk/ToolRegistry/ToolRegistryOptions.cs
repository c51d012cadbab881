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

    /// <summary>Checks every setting.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The longest timeout is out of its range.</exception>
    internal ToolRegistryOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxTimeout, TimeSpan.FromDays(24)); // Timers count 32-bit milliseconds.
        return this;
    }
}
