namespace AiOs;

/// <summary>Settings of <see cref="HybridRecallIndexFactory"/>. Immutable; invalid ones cannot be used to create a factory.</summary>
public sealed record HybridRecallOptions
{
    /// <summary>Gets how many texts go to the generator at once. 1 to 1,024, by default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Gets how many pages may wait for their vectors; those beyond are found by their words only. 1 to 10,000,000, by default 100,000.</summary>
    public int MaxPendingPages { get; init; } = 100_000;

    /// <summary>Gets how often in a row a batch may fail before its pages are left to their words. 1 to 100, by default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    internal HybridRecallOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchSize, 1_024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPendingPages, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPendingPages, 10_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxAttempts, 100);
        return this;
    }
}
