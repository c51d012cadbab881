namespace AiOs;

/// <summary>A page store that outlives its kernel.</summary>
internal sealed class KeptPages(IPageStore pages) : IPageStore
{
    public ValueTask AppendAsync(string space, IReadOnlyList<PageLogEntry> entries, CancellationToken cancellationToken = default) =>
        pages.AppendAsync(space, entries, cancellationToken);

    public ValueTask<Page?> ReadAsync(PageId id, CancellationToken cancellationToken = default) => pages.ReadAsync(id, cancellationToken);

    public IAsyncEnumerable<PageLogEntry> ReplayAsync(string space, CancellationToken cancellationToken = default) =>
        pages.ReplayAsync(space, cancellationToken);

    public ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default) =>
        pages.EraseAsync(ids, cancellationToken);
}
