using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Keeps pages in memory for as long as the store lives: for tests, for programs that need no past, and as the twin
/// that durable stores are compared with.</summary>
/// <remarks>
/// <para>
/// Keeps packed records only: about 45 bytes a page beside its words and their key. A page is read from its record, and checked, anew. Words
/// beyond 2 KiB are compressed.
/// </para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed class MemoryPageStore : IPageStore
{
    /// <summary>The longest name of a space, in characters.</summary>
    private const int MaxSpaceLength = 256;

    private readonly Lock _lock = new();
    private readonly PageIdIndex _numbers = new();
    private readonly RecordPacker _packer;
    private readonly RecordSlabs _records = new(); // Packed, by page number; empty where erased.
    private readonly List<int> _summaries = []; // Their numbers, for erasures: summaries are few.
    private readonly Dictionary<string, MemoryPageLog> _spaces = new(StringComparer.Ordinal);

    /// <summary>Creates an empty store.</summary>
    public MemoryPageStore() => _packer = new RecordPacker(_numbers);

    /// <inheritdoc/>
    public ValueTask AppendAsync(
        string space, IReadOnlyList<PageLogEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(space);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(space.Length, MaxSpaceLength, nameof(space));
        ArgumentNullException.ThrowIfNull(entries);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _spaces.TryGetValue(space, out var log);
            Check(space, log, entries);
            if (log is null && entries.Count > 0)
            {
                _spaces.Add(space, log = new MemoryPageLog());
            }

            for (int i = 0; i < entries.Count; i++)
            {
                Append(log!, entries[i]);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Page?> ReadAsync(PageId id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        byte[]? record;
        lock (_lock)
        {
            int number = _numbers.Find(id);
            record = number < 0 ? null : _packer.Unpack(_records[number]);
        }

        return new(record is null ? null : Page.Read(id, record));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PageLogEntry> ReplayAsync(
        string space, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(space);
        cancellationToken.ThrowIfCancellationRequested();
        IEnumerable<int> codes;
        lock (_lock)
        {
            codes = _spaces.TryGetValue(space, out var log) ? log.Codes() : [];
        }

        foreach (int code in codes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(code) is { } entry)
            {
                yield return entry;
            }
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var doomed = WithSummaries(ids);
            var numbers = new HashSet<int>();
            foreach (var id in doomed)
            {
                int number = _numbers.Find(id);
                if (number >= 0)
                {
                    numbers.Add(number);
                    _packer.Release(_records[number]);
                    _records.Erase(number);
                    _numbers.Remove(id);
                }
            }

            if (numbers.Count > 0)
            {
                _summaries.RemoveAll(numbers.Contains);
                foreach (var log in _spaces.Values)
                {
                    log.Remove(numbers);
                }
            }

            return new(numbers.Count);
        }
    }

    // Everything is checked before anything changes: all entries are appended, or none.
    private void Check(string space, MemoryPageLog? log, IReadOnlyList<PageLogEntry> entries)
    {
        var coming = entries.Count > 1 ? new HashSet<PageId>() : null; // Only a later entry can lean on an earlier one.
        for (int i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            ArgumentNullException.ThrowIfNull(entry, nameof(entries));
            int number = _numbers.Find(entry.PageId);
            if (entry is PagePinned && coming?.Contains(entry.PageId) != true && (number < 0 || log?.Holds(number) != true))
            {
                throw new ArgumentException(
                    $"A pin for page {entry.PageId} came, but the space '{space}' does not hold that page. Append it first.",
                    nameof(entries));
            }

            if (entry is PageShared && number < 0 && coming?.Contains(entry.PageId) != true)
            {
                throw new ArgumentException(
                    $"Page {entry.PageId} is to be shared with the space '{space}', but the store does not hold it. Was it erased?",
                    nameof(entries));
            }

            coming?.Add(entry.PageId);
        }
    }

    private void Append(MemoryPageLog log, PageLogEntry entry)
    {
        switch (entry)
        {
            case PageAppended appended:
                log.Append(Store(appended.Page), appended.IsPinned);
                break;
            case PageShared shared:
                log.Append(_numbers.Find(shared.PageId), shared.IsPinned);
                break;
            case PagePinned pinned:
                log.Pin(_numbers.Find(pinned.PageId), pinned.IsPinned);
                break;
        }
    }

    private int Store(Page page)
    {
        int number = _numbers.Find(page.Id);
        if (number >= 0)
        {
            return number;
        }

        number = _numbers.Add(page.Id);
        _records.Add(_packer.Pack(page.Record.Span));
        if (page.Kind == PageKind.Summary)
        {
            _summaries.Add(number);
        }

        return number;
    }

    private PageLogEntry? Read(int code)
    {
        int number = MemoryPageLog.NumberOf(code);
        PageId id;
        byte[]? record;
        lock (_lock)
        {
            id = _numbers[number];
            record = id == default ? null : _packer.Unpack(_records[number]);
        }

        if (record is null)
        {
            return null;
        }

        return MemoryPageLog.IsPin(code)
            ? new PagePinned(id, MemoryPageLog.IsPinned(code))
            : new PageAppended(Page.Read(id, record), MemoryPageLog.IsPinned(code));
    }

    private HashSet<PageId> WithSummaries(IReadOnlyCollection<PageId> ids)
    {
        var doomed = new HashSet<PageId>(ids);
        bool isGrowing = doomed.Count > 0;
        while (isGrowing)
        {
            isGrowing = false;
            foreach (int number in _summaries)
            {
                if (_packer.CoversAny(_records[number], doomed) && doomed.Add(_numbers[number]))
                {
                    isGrowing = true; // It may itself be covered by a summary that was looked at already.
                }
            }
        }

        return doomed;
    }
}
