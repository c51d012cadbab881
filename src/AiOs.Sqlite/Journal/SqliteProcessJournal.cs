using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace AiOs;

/// <summary>Keeps a kernel's journal in a SQLite file: what is acknowledged survives a kill of the process and a power cut.</summary>
/// <remarks>
/// <para>
/// Write-ahead logging with a full flush at every commit. Records that come while a commit runs share the next, so that thousands of
/// processes share the price of a flush. What is removed is overwritten with zeros.
/// </para>
/// <para>Threads: every member may be called from any thread. One kernel at a time owns a file.</para>
/// </remarks>
public sealed class SqliteProcessJournal : IProcessJournal, IAsyncDisposable
{
    private const int RowsPerRead = 1_024; // Few enough that a replay never holds a long read open.

    private readonly string _path;
    private readonly string _connectionString;
    private readonly JournalCommitter _committer;

    /// <summary>Opens a file, creating it where it is missing.</summary>
    /// <param name="path">The file; its folder exists. Not the file of the pages.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="JournalFormatException">The file is of another application, or of a newer format.</exception>
    /// <exception cref="SqliteJournalException">The file cannot be opened; the error says why.</exception>
    public SqliteProcessJournal(string path, SqliteProcessJournalOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options = (options ?? new()).Validated();
        _path = path;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false, // The file is free when the journal is closed.
            DefaultTimeout = (int)Math.Ceiling(options.LockTimeout.TotalSeconds),
        }.ConnectionString;
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            JournalSchema.Prepare(connection, path);
            _committer = new JournalCommitter(connection, path, options);
        }
        catch (Exception e)
        {
            connection.Dispose();
            throw e is SqliteException sqlite ? CannotRead(sqlite) : e;
        }
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(ProcessId process, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        JournalChecks.Append(process, record);
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask(_committer.WriteAsync(new JournalWrite(process.Value, record)));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalEntry> ReplayAsync(
        ProcessId? process = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = new SqliteConnection(_connectionString);
        await using (connection.ConfigureAwait(false))
        {
            long last = Guarded(() =>
            {
                connection.Open();
                return SqliteSchema.Number(connection, "SELECT coalesce(max(sequence), 0) FROM journal");
            });
            if (process is { } one)
            {
                foreach (var entry in Guarded(() => ReadRows(connection, one, _committer.RowsOf(one), last)))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return entry;
                }

                yield break;
            }

            long sequence = 0;
            var rows = new List<JournalEntry>();
            while (sequence < last)
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows.Clear();
                sequence = Guarded(() => ReadRows(connection, sequence, last, rows));
                foreach (var row in rows)
                {
                    yield return row;
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(IReadOnlyCollection<ProcessId> processes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(processes);
        cancellationToken.ThrowIfCancellationRequested();
        if (processes.Count > 0)
        {
            await _committer.WriteAsync(new JournalWrite(0, default, Removed: [.. processes])).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask RewriteAsync(
        ProcessId process, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> rewrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rewrite);
        cancellationToken.ThrowIfCancellationRequested();
        await _committer.WriteAsync(new JournalWrite(process.Value, default, Rewrite: rewrite)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _committer.DisposeAsync();

    // Gives the sequence that was read up to: the last, where nothing further came.
    private static long ReadRows(SqliteConnection connection, long after, long last, List<JournalEntry> rows)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT sequence, process, record FROM journal WHERE sequence > $after AND sequence <= $last ORDER BY sequence LIMIT $limit";
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$last", last);
        command.Parameters.AddWithValue("$limit", RowsPerRead);
        using var reader = command.ExecuteReader();
        long sequence = after;
        while (reader.Read())
        {
            sequence = reader.GetInt64(0);
            rows.Add(new JournalEntry(new ProcessId(reader.GetInt64(1)), reader.GetFieldValue<byte[]>(2)));
        }

        return rows.Count < RowsPerRead ? last : sequence;
    }

    // The writer knows the rows of a process, committed or about to be; those that are not there yet are passed over.
    private static List<JournalEntry> ReadRows(SqliteConnection connection, ProcessId process, long[] sequences, long last)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT record FROM journal WHERE sequence = $sequence AND process = $process";
        var parameter = command.Parameters.Add("$sequence", SqliteType.Integer);
        command.Parameters.AddWithValue("$process", process.Value);
        var entries = new List<JournalEntry>(sequences.Length);
        foreach (long sequence in sequences)
        {
            parameter.Value = sequence;
            if (sequence <= last && command.ExecuteScalar() is byte[] record)
            {
                entries.Add(new JournalEntry(process, record));
            }
        }

        return entries;
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException e)
        {
            throw CannotRead(e);
        }
    }

    private AiOsException CannotRead(SqliteException error)
    {
        const int NotADatabase = 26;
        return error.SqliteErrorCode == NotADatabase
            ? new JournalFormatException(
                $"'{_path}' is not a journal: it is no SQLite database. Name another file; this one was not changed.", error)
            : new SqliteJournalException(
                $"The journal '{_path}' cannot be opened or read: {error.Message} Check that its folder exists and may be written, and that no "
                + "other program holds it.",
                error);
    }
}
