using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AiOs;

/// <summary>The table of a journal as its one writer sees it: statements that were compiled once, and which rows are whose.</summary>
/// <remarks>
/// <para>
/// SQLite's own functions are called without ADO.NET between them, which costs a third a row. Which rows belong to a process is kept
/// in memory, eight bytes each: an index in the file would touch a page of its own for every process of a commit, and a journal is
/// short, because it is emptied of whatever has ended.
/// </para>
/// <para>Threads: changed by the writer alone; <see cref="RowsOf"/> from any.</para>
/// </remarks>
internal sealed class JournalTable : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, List<long>> _rows = [];
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _begin;
    private readonly sqlite3_stmt _commit;
    private readonly sqlite3_stmt _rollBack;
    private readonly sqlite3_stmt _insert;
    private readonly sqlite3_stmt _read;
    private readonly sqlite3_stmt _update;
    private readonly sqlite3_stmt _delete;

    public JournalTable(SqliteConnection connection, TimeSpan lockTimeout)
    {
        _connection = connection;
        _database = connection.Handle!;
        raw.sqlite3_busy_timeout(_database, (int)Math.Min(int.MaxValue, Math.Ceiling(lockTimeout.TotalMilliseconds)));
        _begin = Compile("BEGIN IMMEDIATE");
        _commit = Compile("COMMIT");
        _rollBack = Compile("ROLLBACK");
        _insert = Compile("INSERT INTO journal (process, record) VALUES (?1, ?2)");
        _read = Compile("SELECT record FROM journal WHERE sequence = ?1");
        _update = Compile("UPDATE journal SET record = ?2 WHERE sequence = ?1");
        _delete = Compile("DELETE FROM journal WHERE sequence = ?1");
        Load();
    }

    public void Begin() => Run(_begin);

    public void Commit() => Run(_commit);

    /// <summary>Undoes what was begun. Without effect where nothing was.</summary>
    public void RollBack()
    {
        if (raw.sqlite3_get_autocommit(_database) == 0)
        {
            Run(_rollBack);
        }

        Load(); // What the rows are now, only the file knows.
    }

    /// <summary>Gives the rows of a process, oldest first.</summary>
    public long[] RowsOf(long process)
    {
        lock (_lock)
        {
            return _rows.TryGetValue(process, out var rows) ? [.. rows] : [];
        }
    }

    public void Append(long process, ReadOnlySpan<byte> record)
    {
        Check(raw.sqlite3_bind_int64(_insert, 1, process));
        Check(raw.sqlite3_bind_blob(_insert, 2, record));
        Run(_insert);
        Add(process, raw.sqlite3_last_insert_rowid(_database));
    }

    public void Remove(long process)
    {
        foreach (long row in RowsOf(process))
        {
            Check(raw.sqlite3_bind_int64(_delete, 1, row));
            Run(_delete);
        }

        lock (_lock)
        {
            _rows.Remove(process);
        }
    }

    /// <summary>Puts other records in the place of those of a process.</summary>
    /// <returns>Whether any changed.</returns>
    public bool Rewrite(long process, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> rewrite)
    {
        bool isChanged = false;
        foreach (long row in RowsOf(process))
        {
            byte[] record = Read(row);
            var replacement = rewrite(record);
            if (!replacement.Span.SequenceEqual(record))
            {
                JournalChecks.Append(new ProcessId(process), replacement);
                Check(raw.sqlite3_bind_int64(_update, 1, row));
                Check(raw.sqlite3_bind_blob(_update, 2, replacement.Span));
                Run(_update);
                isChanged = true;
            }
        }

        return isChanged;
    }

    public void Dispose()
    {
        foreach (var statement in (sqlite3_stmt[])[_begin, _commit, _rollBack, _insert, _read, _update, _delete])
        {
            statement.Dispose();
        }
    }

    private byte[] Read(long row)
    {
        Check(raw.sqlite3_bind_int64(_read, 1, row));
        int code = raw.sqlite3_step(_read);
        byte[] record = code == raw.SQLITE_ROW ? raw.sqlite3_column_blob(_read, 0).ToArray() : [];
        raw.sqlite3_reset(_read);
        Check(code == raw.SQLITE_ROW ? raw.SQLITE_OK : code);
        return record;
    }

    private void Load()
    {
        using var statement = Compile("SELECT sequence, process FROM journal ORDER BY sequence");
        lock (_lock)
        {
            _rows.Clear();
        }

        int code;
        while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
        {
            Add(raw.sqlite3_column_int64(statement, 1), raw.sqlite3_column_int64(statement, 0));
        }

        Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code);
    }

    private void Add(long process, long row)
    {
        lock (_lock)
        {
            if (!_rows.TryGetValue(process, out var rows))
            {
                _rows.Add(process, rows = []);
            }

            rows.Add(row);
        }
    }

    private sqlite3_stmt Compile(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        return statement;
    }

    private void Run(sqlite3_stmt statement)
    {
        int code = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code);
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _connection.Handle);
}
