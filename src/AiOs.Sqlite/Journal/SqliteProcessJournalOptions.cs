namespace AiOs;

/// <summary>Settings of a <see cref="SqliteProcessJournal"/>. Immutable.</summary>
public sealed record SqliteProcessJournalOptions
{
    /// <summary>Gets how long to wait for a file that another process has locked. Above 0, by default 5 seconds.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the most records that share one commit, and so one flush of the disk. 1 to 65,536, by default 4,096.</summary>
    public int MaxCommitGroup { get; init; } = 4_096;

    internal SqliteProcessJournalOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LockTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCommitGroup, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxCommitGroup, 65_536);
        return this;
    }
}
