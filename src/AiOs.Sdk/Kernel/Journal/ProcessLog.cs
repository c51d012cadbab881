namespace AiOs;

/// <summary>One process's pen in the journal.</summary>
/// <remarks>
/// What was posted belongs to the turn that is under way, and so does its failure: whoever writes beside a turn does so with
/// <see cref="WriteBesideAsync"/>. Threads: records of one process may come from several; the journal keeps the order of the calls.
/// </remarks>
internal sealed class ProcessLog(IProcessJournal journal, ProcessId process, DurableWaits waits)
{
    /// <summary>How many records of a turn may be on their way to the disk before the turn waits for them.</summary>
    public const int MaxAhead = 32;

    private readonly Lock _lock = new();
    private Task _posted = Task.CompletedTask;
    private JournalWriter? _held; // Few processes have anything here at a time, and none for long.
    private int _ahead;

    /// <summary>Gets a value indicating whether the turn has to wait: too much of it is not durable yet, or could not be written.</summary>
    public bool MustWait
    {
        get
        {
            lock (_lock)
            {
                return !_posted.IsCompletedSuccessfully && (_posted.IsCompleted || _ahead >= MaxAhead);
            }
        }
    }

    /// <summary>Gets a value indicating whether something posted is not durable yet: nobody may see what follows from it.</summary>
    public bool HasPosted
    {
        get
        {
            lock (_lock)
            {
                return _held is not null || !_posted.IsCompletedSuccessfully;
            }
        }
    }

    /// <summary>Writes a record; it is durable when the task completes, and so is everything posted before.</summary>
    public ValueTask WriteAsync(JournalRecord record, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task posted;
        Task written;
        lock (_lock)
        {
            posted = TakePosted();
            written = Append(record);
        }

        return waits.WaitAsync(written, posted, isBeginning: false);
    }

    /// <summary>Writes a record that no turn, or another one, waits behind; it is durable when the task completes.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isBeginning">Whether a turn begins by it: those that are under way go on before it.</param>
    /// <param name="cancellationToken">Calls off what has not begun.</param>
    public ValueTask WriteBesideAsync(JournalRecord record, bool isBeginning, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task written;
        lock (_lock)
        {
            PostHeld(); // Which is the turn's, and so is its failure.
            written = Append(record);
        }

        return waits.WaitAsync(written, Task.CompletedTask, isBeginning);
    }

    /// <summary>Writes down that the turn failed. That something posted could not be written is no further news then.</summary>
    public ValueTask WriteFailureAsync(JournalRecord record)
    {
        Task written;
        lock (_lock)
        {
            PostHeld();
            _ = TakePosted();
            written = Append(record);
        }

        return waits.WaitAsync(written, Task.CompletedTask, isBeginning: false);
    }

    /// <summary>Writes a record that nothing is lost without: nobody waits for it, and nobody is told where it cannot be written.</summary>
    public void PostBeside(JournalRecord record)
    {
        lock (_lock)
        {
            PostHeld();
            _ = Append(record);
        }
    }

    /// <summary>Writes a record that nobody waits for. Where it cannot be written, the next write or wait fails.</summary>
    public void Post(JournalRecord record)
    {
        lock (_lock)
        {
            int count = _held is null ? 1 : 2;
            AddPosted(Append(record), count);
        }
    }

    /// <summary>
    /// Keeps a record back for the next of the turn, with which it then is one: what becomes known at the same moment costs the journal once.
    /// </summary>
    /// <remarks>
    /// Whoever keeps something back hands it over before anything that takes time: until then not even the journal has it. A record beside
    /// the turn, or a wait, hands it over too.
    /// </remarks>
    public void Hold(JournalRecord record)
    {
        lock (_lock)
        {
            PostHeld();
            _held = JournalCodec.Begin(record);
        }
    }

    /// <summary>Gives the journal what was kept back, if anything was.</summary>
    public void HandOver()
    {
        lock (_lock)
        {
            PostHeld();
        }
    }

    /// <summary>Waits until everything posted is durable.</summary>
    public ValueTask WhenDurableAsync()
    {
        Task posted;
        lock (_lock)
        {
            PostHeld();
            posted = TakePosted();
        }

        return waits.WaitAsync(posted, Task.CompletedTask, isBeginning: false);
    }

    private Task TakePosted()
    {
        var posted = _posted;
        _posted = Task.CompletedTask;
        return posted;
    }

    private void PostHeld()
    {
        if (_held is not null)
        {
            AddPosted(Append(record: null), count: 1);
        }
    }

    private void AddPosted(Task written, int count)
    {
        bool isFirst = _posted.IsCompletedSuccessfully;
        _ahead = isFirst ? count : _ahead + count;

        // What was posted just before usually shares the commit, and so the task.
        _posted = isFirst || ReferenceEquals(_posted, written) ? written : Task.WhenAll(_posted, written);
    }

    // What was kept back and this, as one; one of them there is.
    private Task Append(JournalRecord? record)
    {
        var writer = _held;
        _held = null;
        if (writer is null)
        {
            writer = JournalCodec.Begin(record!);
        }
        else if (record is not null)
        {
            JournalCodec.Add(writer, record);
        }

        try
        {
            // Once begun, a write is not called off: whether it took place would not be known.
            return journal.AppendAsync(process, JournalCodec.End(writer), CancellationToken.None).AsTask();
        }
        catch (Exception e)
        {
            return Task.FromException(e); // One that refuses at once is told of like one that fails: to whoever waits.
        }
    }
}
