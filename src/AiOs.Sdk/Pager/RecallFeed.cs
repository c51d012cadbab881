namespace AiOs;

/// <summary>Keeps a recall index up with the appends, in batches: an append costs no indexing, a search finds everything.</summary>
internal sealed class RecallFeed(IRecallIndex index) : IAsyncDisposable
{
    private const int MaxPending = 256;
    private readonly List<Page> _pending = [];

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
    }

    /// <summary>Indexes what is pending once there is much of it.</summary>
    public ValueTask FlushIfFullAsync(CancellationToken cancellationToken) =>
        _pending.Count >= MaxPending ? FlushAsync(cancellationToken) : default;

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count > 0)
        {
            // Cleared only afterwards: an index passes over pages that it has, so a cancelled flush is simply repeated.
            await index.AddAsync(_pending, cancellationToken).ConfigureAwait(false);
            _pending.Clear();
        }
    }

    public async ValueTask<IReadOnlyList<RecallHit>> SearchAsync(RecallQuery query, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return await index.SearchAsync(query, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask RemoveAsync(HashSet<PageId> ids, CancellationToken cancellationToken)
    {
        _pending.RemoveAll(page => ids.Contains(page.Id));
        await index.RemoveAsync(ids, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
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
