using Microsoft.Data.Sqlite;

namespace AiOs;

/// <summary>The one writer of a journal: while a commit runs, what comes in the meantime gathers into the next.</summary>
/// <remarks>
/// Group commit: a flush of the disk costs milliseconds whatever it holds. All changes of a group share one task as well, so that
/// thousands of processes that wait cost one completion. The writer has a thread of its own: one that waits for a disk must not be one of
/// the few that the pool has for those who go on. Source: DeWitt et al., "Implementation techniques for main memory database
/// systems", SIGMOD 1984.
/// </remarks>
internal sealed class JournalCommitter : IAsyncDisposable
{
    private const int MaxSpare = 4; // One is committed while one gathers; more wait only where the disk is slower than those who write.

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly JournalTable _table;
    private readonly string _path;
    private readonly int _maxGroup;
    private readonly Queue<JournalGroup> _waiting = new();
    private readonly Stack<List<JournalWrite>> _spare = new(); // A list of thousands is a large object: new ones would have the whole heap collected.
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _writer;
    private JournalGroup? _last;
    private bool _isRunning;
    private bool _isClosed;

    public JournalCommitter(SqliteConnection connection, string path, SqliteProcessJournalOptions options)
    {
        _connection = connection;
        _path = path;
        _maxGroup = options.MaxCommitGroup;
        _table = new JournalTable(connection, options.LockTimeout);
        _writer = new Thread(Run) { IsBackground = true, Name = "AiOs journal" };
        _writer.Start();
    }

    /// <summary>Gives the rows of a process, oldest first: all that was acknowledged, and perhaps more.</summary>
    public long[] RowsOf(ProcessId process) => _table.RowsOf(process.Value);

    /// <summary>Puts a change into the group that is committed next.</summary>
    /// <returns>A task that completes when it is durable.</returns>
    public Task WriteAsync(JournalWrite write)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                throw new SqliteJournalException($"The journal '{_path}' was closed. Open it again.");
            }

            if (_last is null || _last.Writes.Count >= _maxGroup || write.Rewrite is not null)
            {
                _last = new JournalGroup(_spare.TryPop(out var spare) ? spare : []);
                _waiting.Enqueue(_last);
            }

            var group = _last;
            group.Writes.Add(write);
            if (write.Rewrite is not null)
            {
                _last = null; // Alone in its group: it calls somebody else's code, and where that fails nobody else's record is lost.
            }

            if (!_isRunning)
            {
                _isRunning = true;
                _wake.Set();
            }

            return group.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        bool wasClosed;
        lock (_lock)
        {
            (wasClosed, _isClosed) = (_isClosed, true);
            if (!wasClosed)
            {
                _wake.Set();
            }
        }

        await _ended.Task.ConfigureAwait(false);
        if (wasClosed)
        {
            return;
        }

        _wake.Dispose();
        _table.Dispose();
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private void Run()
    {
        bool isLast = false;
        while (!isLast)
        {
            _wake.WaitOne();
            lock (_lock)
            {
                isLast = _isClosed; // What came before is committed still; nothing comes after.
            }

            CommitAll();
        }

        _ended.SetResult();
    }

    private void CommitAll()
    {
        while (true)
        {
            JournalGroup? group;
            lock (_lock)
            {
                if (!_waiting.TryDequeue(out group))
                {
                    _isRunning = false;
                    return;
                }

                _last = ReferenceEquals(_last, group) ? null : _last;
            }

            group.Complete(Commit(group));
            group.Writes.Clear();
            lock (_lock)
            {
                if (_spare.Count < MaxSpare)
                {
                    _spare.Push(group.Writes);
                }
            }
        }
    }

    private Exception? Commit(JournalGroup group)
    {
        try
        {
            _table.Begin();
            bool isErasure = false;
            foreach (var write in group.Writes)
            {
                isErasure |= Apply(write);
            }

            _table.Commit();
            if (isErasure)
            {
                EmptyTheLog();
            }

            return null;
        }
        catch (Exception e)
        {
            // Nothing of the group is on the disk, and every caller is told why.
            return Undo() is { } worse ? new AggregateException(Translated(e), Translated(worse)) : Translated(e);
        }
    }

    // Tells whether something was erased by it.
    private bool Apply(JournalWrite write)
    {
        if (write.Rewrite is { } rewrite)
        {
            return _table.Rewrite(write.Process, rewrite);
        }

        if (write.Removed is null)
        {
            _table.Append(write.Process, write.Record.Span);
            return false;
        }

        foreach (var process in write.Removed)
        {
            _table.Remove(process.Value);
        }

        return true;
    }

    // What was removed stands in the write-ahead log until the log is copied back and cut to nothing. A reader may keep it from that:
    // then the next removal, or the close, does it.
    private void EmptyTheLog() => SqliteSchema.Number(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    private Exception Translated(Exception error) => error is not SqliteException ? error : new SqliteJournalException(
        $"The journal '{_path}' could not be written: {error.Message} Nothing of this change is stored. Make room, or see to it that no other "
        + "program holds the file, and try again.",
        error);

    // Gives what went wrong with the undoing as well.
    private SqliteException? Undo()
    {
        try
        {
            _table.RollBack();
            return null;
        }
        catch (SqliteException e)
        {
            return e;
        }
    }

}
