namespace AiOs;

/// <summary>An index whose searches wait for its work in the background.</summary>
internal sealed class CaughtUpRecallIndex(IBackgroundRecallIndex inner) : IRecallIndex, IAsyncDisposable
{
    public ValueTask AddAsync(IReadOnlyList<Page> pages, CancellationToken cancellationToken = default) => inner.AddAsync(pages, cancellationToken);

    public async ValueTask<IReadOnlyList<RecallHit>> SearchAsync(RecallQuery query, CancellationToken cancellationToken = default)
    {
        await inner.CatchUpAsync(cancellationToken);
        return await inner.SearchAsync(query, cancellationToken);
    }

    public ValueTask<int> RemoveAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default) =>
        inner.RemoveAsync(ids, cancellationToken);

    public ValueTask DisposeAsync() => inner is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;
}
