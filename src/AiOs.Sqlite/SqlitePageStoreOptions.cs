namespace AiOs;

/// <summary>Settings of a <see cref="SqlitePageStore"/>. Immutable.</summary>
public sealed record SqlitePageStoreOptions
{
    /// <summary>Gets how long to wait for a file that another process has locked. Above 0, by default 5 seconds.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the most appends that share one commit, and so one flush of the disk. 1 to 65,536, by default 1,024.</summary>
    public int MaxCommitGroup { get; init; } = 1_024;

    /// <summary>Gets how much of the file the writer keeps in memory. 1 MiB to 1 GiB, by default 64 MiB; what is not used is not taken.</summary>
    /// <remarks>The index of ids takes 30 bytes a page: once it does not fit, an append of many pages reads the disk for each.</remarks>
    public int CacheBytes { get; init; } = 64 << 20;

    /// <summary>Gets the largest size of the file in bytes; null for what the disk holds. Rounded up to whole 4 KiB pages.</summary>
    public long? MaxFileBytes { get; init; }

    internal SqlitePageStoreOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LockTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCommitGroup, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxCommitGroup, 65_536);
        ArgumentOutOfRangeException.ThrowIfLessThan(CacheBytes, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CacheBytes, 1 << 30);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxFileBytes ?? 1);
        return this;
    }
}
