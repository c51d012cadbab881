namespace AiOs;

/// <summary>A lexical index of one address space.</summary>
internal sealed class LexicalRecallIndex : IRecallIndex
{
    private const int MaxLimit = 1_000;
    private readonly RecallStore _store = new();
    private RecallScratch? _scratch = new();

    public ValueTask AddAsync(IReadOnlyList<Page> pages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pages);
        foreach (var page in pages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _store.Add(page);
        }

        return default;
    }

    public ValueTask<IReadOnlyList<RecallHit>> SearchAsync(RecallQuery query, CancellationToken cancellationToken = default) =>
        SearchAsync(query, dense: null, cancellationToken);

    /// <summary>Searches with the nearness of vectors among the signs, where there are any.</summary>
    public async ValueTask<IReadOnlyList<RecallHit>> SearchAsync(
        RecallQuery query, DenseRecall? dense, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MaxLimit, nameof(query));
        cancellationToken.ThrowIfCancellationRequested();

        // One scratch is kept; searches that run together make their own.
        var scratch = Interlocked.Exchange(ref _scratch, null) ?? new RecallScratch();
        try
        {
            scratch.Resize(_store.Documents.Count, _store.Sessions.Count);
            if (dense is not null)
            {
                await dense.ScoreAsync(query.Text, scratch, cancellationToken).ConfigureAwait(false);
            }

            return new RecallSearch(_store, scratch, query).Run();
        }
        finally
        {
            scratch.Clear();
            _scratch = scratch;
        }
    }

    /// <summary>Gives the number of a page in this index, or -1.</summary>
    public int NumberOf(PageId id) => _store.Ids.Find(id);

    public ValueTask<int> RemoveAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_store.Remove(ids));
    }
}
