namespace AiOs;

/// <summary>Keeps the logs of address spaces, and the pages in them, for ever or until they are erased.</summary>
/// <remarks>
/// <para>A page is stored once, however many spaces hold it: forks share pages.</para>
/// <para>
/// Durability: when <see cref="AppendAsync"/> completes, the entries survive whatever the store promises to survive. After
/// a crash, a space replays as a prefix of what was appended that contains everything acknowledged.
/// </para>
/// <para>Threads: every member may be called from any thread. Appends to one space must not overlap; its owner sees to that.</para>
/// </remarks>
public interface IPageStore
{
    /// <summary>Appends entries to the log of a space: all of them or none.</summary>
    /// <param name="space">The space's name, 1 to 256 characters; it begins to exist with its first entry.</param>
    /// <param name="entries">The entries, in order. Appending a page that the space already holds adds nothing.</param>
    /// <param name="cancellationToken">Cancels the append; a cancelled one either happened whole or not at all.</param>
    /// <returns>A task that completes when the entries are durable.</returns>
    /// <exception cref="ArgumentException">
    /// A bad name, a pin for a page that the space does not hold, or a share of a page that the store does not hold.
    /// </exception>
    ValueTask AppendAsync(
        string space, IReadOnlyList<PageLogEntry> entries, CancellationToken cancellationToken = default);

    /// <summary>Reads one page.</summary>
    /// <param name="id">The page's id.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The page, byte-identical to the one appended, or null when it is not here (any more).</returns>
    /// <exception cref="PageCorruptException">The stored bytes are not those that were appended.</exception>
    ValueTask<Page?> ReadAsync(PageId id, CancellationToken cancellationToken = default);

    /// <summary>Replays the log of a space.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The entries in the order of their appends, without erased pages; empty for a space nobody wrote to.</returns>
    IAsyncEnumerable<PageLogEntry> ReplayAsync(string space, CancellationToken cancellationToken = default);

    /// <summary>
    /// Erases pages, and every summary that covers one of them, from every space, so that nothing of them remains here.
    /// </summary>
    /// <param name="ids">The pages; those that are not here are passed over, but summaries that cover them are not.</param>
    /// <param name="cancellationToken">Cancels the erasure; a cancelled one can be repeated.</param>
    /// <returns>How many pages were erased, summaries included.</returns>
    /// <remarks>
    /// A summary repeats words of the pages it covers, and a fork may have summaries that the eraser has never seen; so the
    /// store follows <see cref="Page.Covers"/>, and follows it on to summaries of those summaries. All of it is one change.
    /// </remarks>
    ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default);
}
