namespace AiOs;

/// <summary>Settings of a model cache. Immutable; an invalid one cannot be used to open a cache.</summary>
public sealed record ModelCacheOptions
{
    /// <summary>Gets the largest model that is pulled, in bytes. Above 0, by default 1 TiB.</summary>
    public long MaxModelBytes { get; init; } = 1L << 40;

    /// <summary>Gets how often a file is resumed without getting any further before its pull fails. 1 to 100, by default 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Gets the wait between attempts, doubled after each. 0 or more, by default half a second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets how often a process looks whether another one has finished the file it waits for. By default 50 ms.</summary>
    public TimeSpan LockPollInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Gets the bytes that must stay free on the disk. 0 or more, by default 256 MiB.</summary>
    public long ReservedDiskBytes { get; init; } = 256L << 20;

    /// <summary>Gets what encrypts the files at rest, or null. With one, a pull that was cut off starts its file again.</summary>
    /// <remarks>A cache is opened with the same envelope, or without one, for its whole life.</remarks>
    public IModelFileEnvelope? Envelope { get; init; }

    internal ModelCacheOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxModelBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxAttempts, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LockPollInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(ReservedDiskBytes);
        return this;
    }
}
