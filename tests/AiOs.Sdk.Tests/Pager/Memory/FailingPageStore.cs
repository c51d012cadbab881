using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>A store in memory of which one operation fails before it does anything: the first, second or third from when it is told to.</summary>
internal sealed class FailingPageStore : IPageStore
{
    private readonly MemoryPageStore _inner = new();

    /// <summary>Gets or sets which of the next operations fails; 0 for none.</summary>
    public int FailAt { get; set; }

    public ValueTask AppendAsync(string space, IReadOnlyList<PageLogEntry> entries, CancellationToken cancellationToken = default)
    {
        Count();
        return _inner.AppendAsync(space, entries, cancellationToken);
    }

    public ValueTask<Page?> ReadAsync(PageId id, CancellationToken cancellationToken = default)
    {
        Count();
        return _inner.ReadAsync(id, cancellationToken);
    }

    public async IAsyncEnumerable<PageLogEntry> ReplayAsync(string space, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Count();
        await foreach (var entry in _inner.ReplayAsync(space, cancellationToken))
        {
            yield return entry;
        }
    }

    public ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
    {
        Count();
        return _inner.EraseAsync(ids, cancellationToken);
    }

    private void Count()
    {
        if (FailAt > 0 && --FailAt == 0)
        {
            throw new IOException("The disk does not answer.");
        }
    }
}
