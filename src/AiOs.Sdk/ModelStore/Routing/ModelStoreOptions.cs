namespace AiOs;

/// <summary>Settings of the model store. Immutable; an invalid one fails at start-up.</summary>
public sealed record ModelStoreOptions
{
    /// <summary>Gets which models are admitted. By default all.</summary>
    public ModelPolicy Policy { get; init; } = new();

    /// <summary>Gets how many requests may wait for a lease. 0 or more, by default 1,024; one more is refused at once.</summary>
    public int MaxWaiting { get; init; } = 1_024;

    /// <summary>Gets how long a model that failed is passed over, doubled after each failure in a row. By default 30 seconds.</summary>
    /// <remarks>Where the service says when to come back, that counts instead.</remarks>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the longest such rest. At least <see cref="Rest"/>, by default 10 minutes.</summary>
    public TimeSpan MaxRest { get; init; } = TimeSpan.FromMinutes(10);

    internal ModelStoreOptions Validated()
    {
        ArgumentNullException.ThrowIfNull(Policy);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWaiting);
        ArgumentOutOfRangeException.ThrowIfLessThan(Rest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRest, Rest);
        return this;
    }
}
