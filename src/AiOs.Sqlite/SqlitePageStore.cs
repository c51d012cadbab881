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
        byte[]? record = Guarded(connection => ReadRecord(connection, id));
        return new(record is null ? null : Page.Read(id, record));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PageLogEntry> ReplayAsync(
        string space, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        CheckSpace(space);
        cancellationToken.ThrowIfCancellationRequested();
        var log = Guarded(connection => PageLog.Find(connection, space));
        if (log.Last == 0)
        {
            yield break;
        }

        var first = Guarded(connection => log.Read(connection, after: 0));
        long read = first.Count == 0 ? log.Last : first[^1].Sequence; // All erased: the log ends before it says.
        var rest = new PageReplay(after => Guarded(connection => log.Read(connection, after)), read, log.Last);
        await using (rest.ConfigureAwait(false))
        {
            foreach (var row in first)
            {
                yield return row.ToEntry();
            }

            await foreach (var entry in rest.EntriesAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
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

    private static byte[]? ReadRecord(SqliteConnection connection, PageId id)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT record FROM pages WHERE id = $id";
        command.Parameters.AddWithValue("$id", id.ToByteArray());
        return command.ExecuteScalar() as byte[];
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
