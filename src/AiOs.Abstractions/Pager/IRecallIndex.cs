namespace AiOs;

/// <summary>Finds pages of one address space by what they say. Derived from the pages and rebuildable from them.</summary>
/// <remarks>Threads: searches may run together; adding and removing need the index to themselves, as its owner sees to.</remarks>
public interface IRecallIndex
{
    /// <summary>Adds pages, in the order in which they stand in the space. A page that is already here is passed over.</summary>
    /// <param name="pages">The pages.</param>
    /// <param name="cancellationToken">Cancels the work between pages.</param>
    /// <returns>A task that completes when the pages can be found.</returns>
    ValueTask AddAsync(IReadOnlyList<Page> pages, CancellationToken cancellationToken = default);

    /// <summary>Finds the pages that fit best.</summary>
    /// <param name="query">What to look for.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>At most <see cref="RecallQuery.Limit"/> pages, best first, none twice; the same for the same index and query.</returns>
    ValueTask<IReadOnlyList<RecallHit>> SearchAsync(RecallQuery query, CancellationToken cancellationToken = default);

    /// <summary>Forgets pages, so that nothing of them remains in the index.</summary>
    /// <param name="ids">The pages; those that are not here are passed over.</param>
    /// <param name="cancellationToken">Cancels the work; a cancelled one can be repeated.</param>
    /// <returns>How many were forgotten.</returns>
    ValueTask<int> RemoveAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default);
}
