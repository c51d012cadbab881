using Microsoft.Data.Sqlite;

namespace AiOs;

/// <summary>The one writer of a journal: while a commit runs, what comes in the meantime gathers into the next.</summary>
/// <remarks>
/// Group commit: a flush of the disk costs milliseconds whatever it holds. All changes of a group share one task as well, so that
/// thousands of processes that wait cost one completion. Source: DeWitt et al., "Implementation techniques for main memory database
/// systems", SIGMOD 1984.
/// </remarks>
internal sealed class JournalCommitter : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _append;
    private readonly SqliteCommand _remove;
    private readonly string _path;
    private readonly int _maxGroup;
    private readonly Queue<JournalGroup> _waiting = new();
    private JournalGroup? _last;
    private Task _loop = Task.CompletedTask;
    private bool _isRunning;
    private bool _isClosed;

    public JournalCommitter(SqliteConnection connection, string path, int maxGroup)
    {
        _connection = connection;
        _path = path;
        _maxGroup = maxGroup;
        _append = connection.CreateCommand();
        _append.CommandText = "INSERT INTO journal (process, record) VALUES ($process, $record)";
        _append.Parameters.Add("$process", SqliteType.Integer);
        _append.Parameters.Add("$record", SqliteType.Blob);
        _remove = connection.CreateCommand();
        _remove.CommandText = "DELETE FROM journal WHERE process = $process";
        _remove.Parameters.Add("$process", SqliteType.Integer);
    }

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

            if (_last is null || _last.Writes.Count >= _maxGroup)
            {
                _last = new JournalGroup();
                _waiting.Enqueue(_last);
            }

            _last.Writes.Add(write);
            if (!_isRunning)
            {
                _isRunning = true;
                _loop = Task.Run(CommitAll);
            }

            return _last.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task loop;
        lock (_lock)
        {
            _isClosed = true;
            loop = _loop;
        }

        await loop.ConfigureAwait(false);
        await _append.DisposeAsync().ConfigureAwait(false);
        await _remove.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
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
        }
    }

    private Exception? Commit(JournalGroup group)
    {
        try
        {
            SqliteSchema.Run(_connection, "BEGIN IMMEDIATE");
            bool isRemoval = false;
            foreach (var write in group.Writes)
            {
                isRemoval |= Apply(write);
            }

            SqliteSchema.Run(_connection, "COMMIT");
            if (isRemoval)
            {
                EmptyTheLog();
            }

            return null;
        }
        catch (Exception e)
        {
            // Nothing of the group is on the disk, and every caller is told why.
            RollBack();
            return e is SqliteException sqlite ? Translate(sqlite) : e;
        }
    }

    private bool Apply(JournalWrite write)
    {
        if (write.Removed is null)
        {
            _append.Parameters[0].Value = write.Process;
            _append.Parameters[1].Value = write.Record.ToArray();
            _append.ExecuteNonQuery();
            return false;
        }

        foreach (var process in write.Removed)
        {
            _remove.Parameters[0].Value = process.Value;
            _remove.ExecuteNonQuery();
        }

        return true;
    }

    // What was removed stands in the write-ahead log until the log is copied back and cut to nothing. A reader may keep it from that:
    // then the next removal, or the close, does it.
    private void EmptyTheLog() => SqliteSchema.Number(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    private SqliteJournalException Translate(SqliteException error) => new(
        $"The journal '{_path}' could not be written: {error.Message} Nothing of this change is stored. Make room, or see to it that no other "
        + "program holds the file, and try again.",
        error);

    private void RollBack()
    {
        try
        {
            SqliteSchema.Run(_connection, "ROLLBACK");
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 1)
        {
            // "No transaction is active": the failure was in BEGIN, in COMMIT's own rollback, or after COMMIT.
        }
    }
}
