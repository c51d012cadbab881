using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace AiOs;

/// <summary>Keeps pages in a SQLite file: what is acknowledged survives a kill of the process and a power cut.</summary>
/// <remarks>
/// <para>
/// Write-ahead logging with a full flush at every commit. Appends that wait together are committed together, so that many agents
/// share the price of a flush. Every record is checked against its id when it is read.
/// </para>
/// <para>
/// Erasing overwrites with zeros and empties the write-ahead log. What the file system or the disk keeps of old blocks is beyond
/// it; encrypt the disk where that matters.
/// </para>
/// <para>Threads: every member may be called from any thread; several processes may share a file.</para>
/// </remarks>
public sealed class SqlitePageStore : IPageStore, IAsyncDisposable
{
    private const int MaxSpaceLength = 256;
    private const int RowsPerRead = 2_048; // Few enough that a replay never holds a long read open, which an erasure would wait for.

    private readonly string _path;
    private readonly PageWriter _writer;
    private readonly PageReaders _readers;

    /// <summary>Opens a file, creating it where it is missing.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="PageStoreFormatException">The file is of another application, or of a newer format.</exception>
    /// <exception cref="SqlitePageStoreException">The file cannot be opened; the error says why.</exception>
    public SqlitePageStore(string path, SqlitePageStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options = (options ?? new()).Validated();
        _path = path;
        string connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false, // The readers are pooled here, prepared and closed with the store.
            DefaultTimeout = (int)Math.Ceiling(options.LockTimeout.TotalSeconds),
        }.ConnectionString;
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            SqliteSchema.Prepare(connection, path, options);
            _writer = new PageWriter(connection, path, options);
        }
        catch (Exception e)
        {
            connection.Dispose();
            throw e is SqliteException sqlite ? SqliteErrors.Translate(sqlite, path) : e;
        }

        _readers = new PageReaders(connectionString);
    }

    /// <inheritdoc/>
    public async ValueTask AppendAsync(
        string space, IReadOnlyList<PageLogEntry> entries, CancellationToken cancellationToken = default)
    {
        CheckSpace(space);
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries)
        {
            ArgumentNullException.ThrowIfNull(entry, nameof(entries));
        }

        cancellationToken.ThrowIfCancellationRequested();
        var request = new PageWriteRequest(cancellationToken) { Space = space, Entries = [.. entries] };
        await _writer.WriteAsync(request).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<Page?> ReadAsync(PageId id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        byte[]? record = Guarded(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT record FROM pages WHERE id = $id";
            command.Parameters.AddWithValue("$id", id.ToByteArray());
            return command.ExecuteScalar() as byte[];
        });
        return new(record is null ? null : Page.Read(id, record));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PageLogEntry> ReplayAsync(
        string space, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        CheckSpace(space);
        cancellationToken.ThrowIfCancellationRequested();
        var (number, last) = Guarded(connection => FindLog(connection, space));
        var next = Task.FromResult(last == 0 ? [] : Guarded(connection => ReadRows(connection, number, after: 0, last)));
        try
        {
            while (await next.ConfigureAwait(false) is { Count: > 0 } rows)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // The next rows are read and checked while the caller works on these: a large space opens in half the time.
                long sequence = rows[^1].Sequence;
                next = sequence == last
                    ? Task.FromResult<List<(long, PageLogEntry)>>([])
                    : Task.Run(() => Guarded(connection => ReadRows(connection, number, sequence, last)), CancellationToken.None);
                foreach (var (_, entry) in rows)
                {
                    yield return entry;
                }
            }
        }
        finally
        {
            // Whoever stops half-way does not leave a reader behind; what it failed with concerns nobody any more.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        return await _writer.WriteAsync(new PageWriteRequest(cancellationToken) { Erased = [.. ids] }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _readers.Dispose(); // First: the last connection to close empties the log, and that is the writer's.
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    private static void CheckSpace(string space)
    {
        ArgumentException.ThrowIfNullOrEmpty(space);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(space.Length, MaxSpaceLength, nameof(space));
    }

    private static (long Number, long Last) FindLog(SqliteConnection connection, string space)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT s.number, (SELECT max(sequence) FROM log WHERE space = s.number) FROM spaces s WHERE s.name = $name";
        command.Parameters.AddWithValue("$name", PageStatements.NameBytes(space));
        using var reader = command.ExecuteReader();
        return reader.Read() && !reader.IsDBNull(1) ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0);
    }

    private static List<(long Sequence, PageLogEntry Entry)> ReadRows(
        SqliteConnection connection, long space, long after, long last)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT l.sequence, l.kind, p.id, CASE WHEN l.kind <= 1 THEN p.record END
            FROM log l JOIN pages p ON p.number = l.page
            WHERE l.space = $space AND l.sequence > $after AND l.sequence <= $last
            ORDER BY l.sequence LIMIT $limit
            """;
        command.Parameters.AddWithValue("$space", space);
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$last", last);
        command.Parameters.AddWithValue("$limit", RowsPerRead);
        using var reader = command.ExecuteReader();
        var rows = new List<(long, PageLogEntry)>(RowsPerRead);
        while (reader.Read())
        {
            var kind = (LogEntryKind)reader.GetInt64(1);
            var id = new PageId(reader.GetFieldValue<byte[]>(2));
            PageLogEntry entry = kind is LogEntryKind.Appended or LogEntryKind.AppendedPinned
                ? new PageAppended(Page.Read(id, reader.GetFieldValue<byte[]>(3)), kind == LogEntryKind.AppendedPinned)
                : new PagePinned(id, kind == LogEntryKind.Pinned);
            rows.Add((reader.GetInt64(0), entry));
        }

        return rows;
    }

    private T Guarded<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            return _readers.Read(read);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Translate(e, _path);
        }
    }
}
