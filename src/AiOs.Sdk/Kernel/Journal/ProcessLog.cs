namespace AiOs;

/// <summary>One process's pen in the journal.</summary>
/// <remarks>Threads: records of one process may come from several; the journal keeps the order of the calls.</remarks>
internal sealed class ProcessLog(IProcessJournal journal, ProcessId process)
{
    private readonly Lock _lock = new();
    private Task _posted = Task.CompletedTask;

    /// <summary>Writes a record; it is durable when the task completes, and so is everything posted before.</summary>
    public ValueTask WriteAsync(JournalRecord record, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task posted;
        Task written;
        lock (_lock)
        {
            posted = _posted;
            _posted = Task.CompletedTask;

            // Once begun, a write is not called off: whether it took place would not be known.
            written = journal.AppendAsync(process, JournalCodec.Encode(record), CancellationToken.None).AsTask();
        }

        // What was posted just before usually shares the commit, and so the task.
        return posted.IsCompletedSuccessfully || ReferenceEquals(posted, written) ? new ValueTask(written) : BothAsync(posted, written);
    }

    // One after the other: what was posted first is nearly always done first, and so one of both waits costs nothing.
    private static async ValueTask BothAsync(Task posted, Task written)
    {
        try
        {
            await written.ConfigureAwait(false);
        }
        finally
        {
            await posted.ConfigureAwait(false);
        }
    }

    /// <summary>Writes a record that nobody waits for. Where it cannot be written, the next write fails.</summary>
    public void Post(JournalRecord record)
    {
        lock (_lock)
        {
            var written = journal.AppendAsync(process, JournalCodec.Encode(record), CancellationToken.None);
            if (!written.IsCompletedSuccessfully)
            {
                _posted = _posted.IsCompletedSuccessfully ? written.AsTask() : Task.WhenAll(_posted, written.AsTask());
            }
        }
    }
}
