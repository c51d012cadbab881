namespace AiOs;

/// <summary>A lexical index of one address space.</summary>
/// <remarks>
/// Where pages have different readers, an asker who may not read them all is answered from an index of its own, so that nothing else shows in
/// any statistic, score or count. It is made at the first such question and kept up from then on.
/// </remarks>
internal sealed class LexicalRecallIndex(RecallCheckpointFile? checkpoint = null) : IRecallIndex, ISharesPageIds, IAsyncDisposable
{
    private const int MaxLimit = 1_000;
    private const int MaxViews = 8;
    private readonly Lock _viewing = new();
    private readonly List<ReaderView> _views = []; // The newest last.
    private readonly SemaphoreSlim _loading = new(1);
    private PageIdIndex? _sharedIds;
    private RecallScratch? _scratch;
    private bool _isLoaded;
    private bool _isSettled;

    /// <summary>Gets the index of everything.</summary>
    public RecallStore Store { get; private set; } = new();

    /// <summary>Gets up to how many pages a search judges every one; null for the default.</summary>
    public int? JudgeAllUpTo { get; init; }

    /// <summary>Gets or sets what the signs are worth; null for the default. For who fits them.</summary>
    public float[]? Weights { get; set; }

    public void ShareIds(PageIdIndex ids)
    {
        _sharedIds = ids;
        Store = new RecallStore(ids);
    }

    public async ValueTask AddAsync(IReadOnlyList<Page> pages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pages);
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var page in pages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(page);
        }

        if (checkpoint?.IsDue(Store) == true)
        {
            await SettleAsync(cancellationToken).ConfigureAwait(false);
            await checkpoint.SaveAsync(Store, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<IReadOnlyList<RecallHit>> SearchAsync(RecallQuery query, CancellationToken cancellationToken = default)
    {
        Check(query);
        cancellationToken.ThrowIfCancellationRequested();
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        return Search(StoreFor(query.Reader), query, []);
    }

    public async ValueTask<int> RemoveAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        checkpoint?.Delete(); // First: whatever happens next, the words of these pages are in no file any more.
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        var removed = ids.Select(Store.Ids.Find).Where(static number => number >= 0).ToHashSet();
        if (removed.Count > 0)
        {
            Replace(Store.Where(page => !removed.Contains(page)));
        }

        return removed.Count;
    }

    /// <summary>Writes the checkpoint, where one is kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (checkpoint is not null && _isLoaded)
        {
            await SettleAsync(CancellationToken.None).ConfigureAwait(false);
            await checkpoint.SaveAsync(Store, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the index ready to be searched: what a checkpoint brought and nobody added again is dropped.</summary>
    public async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        if (checkpoint is null || _isSettled)
        {
            return;
        }

        await LoadAsync(cancellationToken).ConfigureAwait(false);
        Settle(checkpoint);
    }

    public static void Check(RecallQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MaxLimit, nameof(query));
    }

    /// <summary>Searches with the nearness of vectors among the signs, where there are any.</summary>
    public IReadOnlyList<RecallHit> Search(RecallStore store, RecallQuery query, IReadOnlyList<DensePage> nearest)
    {
        // One scratch is kept; searches that run together make their own.
        var scratch = Interlocked.Exchange(ref _scratch, null) ?? new RecallScratch();
        var hits = SearchOf(store, scratch, query, nearest).Run();
        _scratch = scratch;
        return hits;
    }

    /// <summary>Describes the candidates of a search, for who fits the weights.</summary>
    public void Describe(RecallQuery query, IReadOnlyList<DensePage> nearest, Action<PageId, ReadOnlySpan<float>> describe)
    {
        var store = StoreFor(query.Reader);
        SearchOf(store, new RecallScratch(), query, nearest).Describe((page, signs) => describe(store.Ids[page], signs));
    }

    /// <summary>Puts another index in the place of this one's.</summary>
    public void Replace(RecallStore store)
    {
        lock (_viewing)
        {
            _views.Clear();
            _scratch = null; // It may hold lists of what is no more.
            Store = store;
        }
    }

    /// <summary>Gives the index of what a principal may read: the whole one where it may read everything.</summary>
    public RecallStore StoreFor(string? reader)
    {
        bool[] readable = [.. Store.Names.Readers.Select(readers => readers.Contains(reader))];
        if (!readable.Contains(false))
        {
            return Store;
        }

        lock (_viewing)
        {
            if (_views.Find(view => view.Readable.AsSpan().SequenceEqual(readable)) is { } known)
            {
                return known.Store;
            }

            if (_views.Count == MaxViews)
            {
                _views.RemoveAt(0);
            }

            var store = Store.Where(page => readable[Store.ReadersOf(page)]);
            _views.Add(new ReaderView(readable, store));
            return store;
        }
    }

    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        if (checkpoint is null || _isLoaded)
        {
            return;
        }

        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isLoaded && await checkpoint.LoadAsync(cancellationToken).ConfigureAwait(false) is { } loaded)
            {
                Store = loaded;
            }

            _isLoaded = true;
        }
        finally
        {
            _loading.Release();
        }
    }

    private RecallSearch SearchOf(RecallStore store, RecallScratch scratch, RecallQuery query, IReadOnlyList<DensePage> nearest) =>
        new(store, scratch, query, nearest, JudgeAllUpTo ?? RecallSearch.DefaultJudgeAllUpTo) { Weights = Weights };

    private void Settle(RecallCheckpointFile settling)
    {
        lock (_viewing)
        {
            if (!_isSettled)
            {
                Replace(settling.Settle(Store));
                if (_sharedIds is not null)
                {
                    Store.ShareIds(_sharedIds); // By now the space has every page that is left.
                }

                _isSettled = true;
            }
        }
    }

    private void Add(Page page)
    {
        if (checkpoint is not null && !_isSettled && checkpoint.Confirm(Store, page.Id))
        {
            if (checkpoint.IsConfirmed)
            {
                Settle(checkpoint); // At once: what is new is then looked up in the space, and its ids are kept once.
            }

            return;
        }

        int readerSets = Store.Names.Readers.Count;
        Store.Add(page);
        if (Store.Names.Readers.Count != readerSets)
        {
            _views.Clear(); // Askers who were alike so far may differ in what is new.
            return;
        }

        foreach (var view in _views)
        {
            if (view.Readable[Store.Names.NumberOf(page.Label.Readers)])
            {
                view.Store.Add(page);
            }
        }
    }
}
