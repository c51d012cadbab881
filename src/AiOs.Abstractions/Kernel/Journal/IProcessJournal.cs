namespace AiOs;

/// <summary>Keeps what processes did, so that a kernel that starts again goes on where the last one stopped.</summary>
/// <remarks>
/// <para>A record is opaque to the journal: the kernel writes its version and its meaning into its first bytes.</para>
/// <para>
/// Order: records stand in the order in which <see cref="AppendAsync"/> was called, awaited or not. After a crash a journal holds a
/// prefix of that order which contains everything acknowledged.
/// </para>
/// <para>Threads: every member may be called from any thread. One kernel at a time owns a journal.</para>
/// </remarks>
public interface IProcessJournal
{
    /// <summary>Appends a record.</summary>
    /// <param name="process">Whose record it is.</param>
    /// <param name="record">The record, 1 byte or more; must not change until the task completes.</param>
    /// <param name="cancellationToken">Cancels the append; a cancelled one either happened or did not.</param>
    /// <returns>A task that completes when the record is durable.</returns>
    /// <exception cref="ArgumentException">An empty record, or a process number below 1.</exception>
    ValueTask AppendAsync(ProcessId process, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default);

    /// <summary>Reads records back.</summary>
    /// <param name="process">Whose; null for everybody's.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Every record that was acknowledged before the call, byte for byte, oldest first.</returns>
    IAsyncEnumerable<JournalEntry> ReplayAsync(ProcessId? process = null, CancellationToken cancellationToken = default);

    /// <summary>Removes every record of some processes, so that nothing of them remains here.</summary>
    /// <param name="processes">The processes; those without records are passed over.</param>
    /// <param name="cancellationToken">Cancels the removal; a cancelled one can be repeated.</param>
    /// <returns>A task that completes when the removal is durable. Numbers are not given out again by the kernel.</returns>
    ValueTask RemoveAsync(IReadOnlyCollection<ProcessId> processes, CancellationToken cancellationToken = default);

    /// <summary>Puts other records in the place of those of a process, so that nothing of what they said remains here.</summary>
    /// <param name="process">Whose records; one without any is passed over.</param>
    /// <param name="rewrite">
    /// Gives what is kept for a record, 1 byte or more; the record itself for one that stays as it is. It is called for each record that
    /// was appended before, oldest first, on any thread; it may be called again, and must not call the journal.
    /// </param>
    /// <param name="cancellationToken">Cancels the change before it begins.</param>
    /// <returns>A task that completes when the change is durable: all of it, or, where it fails, nothing.</returns>
    ValueTask RewriteAsync(
        ProcessId process, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> rewrite, CancellationToken cancellationToken = default);
}
