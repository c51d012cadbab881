namespace AiOs;

/// <summary>Keeps a recall index up with the appends, in batches: an append costs no indexing, a search finds everything.</summary>
/// <remarks>Summaries have an index of their own, made for the first of them: no page is found less well because a summary repeats its words.</remarks>
internal sealed class RecallFeed(IRecallIndex index, Func<IRecallIndex> createSummaryIndex) : IAsyncDisposable
{
    private const int MaxPending = 256;
    private readonly List<Page> _pending = [];
    private readonly List<Page> _pendingSummaries = [];
    private IRecallIndex? _summaries;

    /// <summary>The source of a tool exchange that only looked something up in memory.</summary>
    public const string MemorySource = "memory";

    /// <summary>Takes a page to be indexed. Digests and look-ups are not: they repeat what other pages, or questions, say.</summary>
    public void Add(Page page)
    {
        bool isLookUp = page.Kind == PageKind.ToolExchange && string.Equals(page.Source, MemorySource, StringComparison.Ordinal);
        if (page.Kind != PageKind.Summary && !isLookUp)
        {
            _pending.Add(page);
        }
        else if (SummaryPages.IsSummary(page))
        {
            _pendingSummaries.Add(page);
        }
    }

    /// <summary>Indexes what is pending once there is much of it.</summary>
    public ValueTask FlushIfFullAsync(CancellationToken cancellationToken) =>
        _pending.Count + _pendingSummaries.Count >= MaxPending ? FlushAsync(cancellationToken) : default;

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count > 0)
        {
            // Cleared only afterwards: an index passes over pages that it has, so a cancelled flush is simply repeated.
            await index.AddAsync(_pending, cancellationToken).ConfigureAwait(false);
            _pending.Clear();
        }

        if (_pendingSummaries.Count > 0)
        {
            _summaries ??= createSummaryIndex();
            await _summaries.AddAsync(_pendingSummaries, cancellationToken).ConfigureAwait(false);
            _pendingSummaries.Clear();
        }
    }

    public async ValueTask<IReadOnlyList<RecallHit>> SearchAsync(RecallQuery query, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return await index.SearchAsync(query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Searches the summaries.</summary>
    public async ValueTask<IReadOnlyList<RecallHit>> SearchSummariesAsync(RecallQuery query, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return _summaries is null ? [] : await _summaries.SearchAsync(query, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask RemoveAsync(HashSet<PageId> ids, CancellationToken cancellationToken)
    {
        _pending.RemoveAll(page => ids.Contains(page.Id));
        _pendingSummaries.RemoveAll(page => ids.Contains(page.Id));
        await index.RemoveAsync(ids, cancellationToken).ConfigureAwait(false);
        if (_summaries is not null)
        {
            await _summaries.RemoveAsync(ids, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeAsync(index).ConfigureAwait(false);
        await DisposeAsync(_summaries).ConfigureAwait(false);
    }

    private static async ValueTask DisposeAsync(IRecallIndex? index)
    {
        if (index is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (index as IDisposable)?.Dispose();
        }
    }
}
