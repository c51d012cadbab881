using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace AiOs;

/// <summary>The one writer of a store: takes the changes that wait, and commits them together.</summary>
/// <remarks>
/// Group commit: a flush of the disk costs milliseconds whatever it holds, so that everything that came while the last one ran goes
/// into the next. Each change stands in a savepoint of its own, so that a refused one takes no other with it. Source: DeWitt et
/// al., "Implementation techniques for main memory database systems", SIGMOD 1984.
/// </remarks>
internal sealed class PageWriter : IAsyncDisposable
{
    private readonly Channel<PageWriteRequest> _waiting;
    private readonly SqliteConnection _connection;
    private readonly PageStatements _statements;
    private readonly string _path;
    private readonly int _maxGroup;
    private readonly Task _loop;

    public PageWriter(SqliteConnection connection, string path, SqlitePageStoreOptions options)
    {
        _connection = connection;
        _statements = new PageStatements(connection);
        _path = path;
        _maxGroup = options.MaxCommitGroup;
        _waiting = Channel.CreateBounded<PageWriteRequest>(
            new BoundedChannelOptions(4 * _maxGroup) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _loop = Task.Run(RunAsync);
    }

    public async Task<int> WriteAsync(PageWriteRequest request)
    {
        try
        {
            await _waiting.Writer.WriteAsync(request, request.CancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw new SqlitePageStoreException(
                SqlitePageStoreFault.Closed, $"The page store '{_path}' was closed. Open it again.", e);
        }

        return await request.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        _statements.Dispose();
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var group = new List<PageWriteRequest>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (group.Count < _maxGroup && _waiting.Reader.TryRead(out var request))
            {
                group.Add(request);
            }

            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<PageWriteRequest> group)
    {
        try
        {
            SqliteSchema.Run(_connection, "BEGIN IMMEDIATE");
            foreach (var request in group)
            {
                Apply(request);
            }

            SqliteSchema.Run(_connection, "COMMIT");
        }
        catch (Exception e)
        {
            // Nothing of the group is on the disk, and every caller is told why.
            RollBack();
            var error = Translate(e);
            group.ForEach(request => request.Fail(error));
            return;
        }

        EmptyTheLog(group.FindAll(request => request.Erased is not null));
        group.ForEach(request => request.Complete());
    }

    private Exception Translate(Exception e) => e is SqliteException sqlite ? SqliteErrors.Translate(sqlite, _path) : e;

    private void Apply(PageWriteRequest request)
    {
        if (request.CancellationToken.IsCancellationRequested)
        {
            request.Refusal = new OperationCanceledException(request.CancellationToken);
            return;
        }

        SqliteSchema.Run(_connection, "SAVEPOINT change");
        try
        {
            request.Result = request.Erased is { } ids ? Erase(ids) : Append(request.Space, request.Entries);
        }
        catch (ArgumentException e)
        {
            request.Refusal = e;
            SqliteSchema.Run(_connection, "ROLLBACK TO change");
        }

        SqliteSchema.Run(_connection, "RELEASE change");
    }

    private int Append(string space, IReadOnlyList<PageLogEntry> entries)
    {
        if (entries.Count == 0)
        {
            return 0;
        }

        long number = _statements.FindOrAddSpace(space);
        long sequence = _statements.LastSequence(number);
        foreach (var entry in entries)
        {
            long? page = _statements.FindPage(entry.PageId);
            bool isHeld = page is { } known && _statements.Holds(number, known);
            switch (entry)
            {
                case PageAppended appended when !isHeld:
                    page ??= _statements.AddPage(appended.Page);
                    _statements.AddEntry(number, ++sequence, page.Value, KindOf(appended.IsPinned));
                    break;
                case PageShared shared when !isHeld:
                    _statements.AddEntry(number, ++sequence, page ?? throw NotStored(space, shared), KindOf(shared.IsPinned));
                    break;
                case PagePinned pinned:
                    var kind = pinned.IsPinned ? LogEntryKind.Pinned : LogEntryKind.Unpinned;
                    _statements.AddEntry(number, ++sequence, isHeld ? page!.Value : throw NotHeld(space, pinned), kind);
                    break;
            }
        }

        return entries.Count;
    }

    private int Erase(IReadOnlyCollection<PageId> ids)
    {
        // A summary repeats words of what it covers, and summaries cover summaries.
        var doomed = new HashSet<PageId>(ids);
        var unseen = new Queue<PageId>(doomed);
        while (unseen.TryDequeue(out var id))
        {
            foreach (var summary in _statements.SummariesOf(id))
            {
                if (doomed.Add(summary))
                {
                    unseen.Enqueue(summary);
                }
            }
        }

        int erased = 0;
        foreach (var id in doomed)
        {
            if (_statements.FindPage(id) is { } page)
            {
                _statements.RemovePage(page);
                erased++;
            }
        }

        return erased;
    }

    // What was erased stands in the write-ahead log until the log is copied back and cut to nothing. The change itself is committed
    // by now: only the erasers learn that something of the pages may remain.
    private void EmptyTheLog(List<PageWriteRequest> erasures)
    {
        if (erasures.Count == 0)
        {
            return;
        }

        try
        {
            if (SqliteSchema.Number(_connection, "PRAGMA wal_checkpoint(TRUNCATE)") != 0)
            {
                throw new SqlitePageStoreException(
                    SqlitePageStoreFault.Locked,
                    $"The pages are erased from '{_path}', but another process that reads it keeps its log from being emptied. Repeat "
                    + "the erasure when it has finished.");
            }
        }
        catch (Exception e)
        {
            var error = Translate(e);
            erasures.ForEach(request => request.Refusal = error);
        }
    }

    private void RollBack()
    {
        try
        {
            SqliteSchema.Run(_connection, "ROLLBACK");
        }
        catch (SqliteException)
        {
            // "No transaction is active": the failure was in BEGIN, in COMMIT's own rollback, or after COMMIT. Where the disk refuses even this,
            // the next BEGIN fails, and whoever waits for it is told; nobody would be, if this ended the writer.
        }
    }

    private static LogEntryKind KindOf(bool isPinned) => isPinned ? LogEntryKind.AppendedPinned : LogEntryKind.Appended;

    private static ArgumentException NotHeld(string space, PagePinned entry) => new(
        $"A pin for page {entry.PageId} came, but the space '{space}' does not hold that page. Append it first.", nameof(entry));

    private static ArgumentException NotStored(string space, PageShared entry) => new(
        $"Page {entry.PageId} is to be shared with the space '{space}', but the store does not hold it. Was it erased?",
        nameof(entry));
}
