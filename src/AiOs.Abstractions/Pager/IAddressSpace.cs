namespace AiOs;

/// <summary>The memory of one process: its pages, which of them are resident, and how to bring the others back.</summary>
/// <remarks>
/// <para>Pages are only ever appended; eviction changes what is resident, never what is stored.</para>
/// <para>Threads: the members may be called from any thread, and take turns.</para>
/// </remarks>
public interface IAddressSpace : IAsyncDisposable
{
    /// <summary>Gets the space's name.</summary>
    string Name { get; }

    /// <summary>Gets what is known of the space's pages without reading them.</summary>
    IPageTable Table { get; }

    /// <summary>Appends pages: durable in the store, then resident at the tail.</summary>
    /// <param name="drafts">What they are made from, in order: all are appended, or none.</param>
    /// <param name="cancellationToken">Cancels the append.</param>
    /// <returns>The ids, in the order of the drafts. A draft whose page is already here gets that page's id.</returns>
    ValueTask<IReadOnlyList<PageId>> AppendAsync(
        IReadOnlyList<PageDraft> drafts, CancellationToken cancellationToken = default);

    /// <summary>Brings pages back: those named, or those that a query finds. They are appended at the tail.</summary>
    /// <param name="request">What to bring back, and how much at most.</param>
    /// <param name="cancellationToken">Cancels the fault.</param>
    /// <returns>What was brought in, what was resident already, and what did not fit.</returns>
    /// <exception cref="PageNotFoundException">An id is not in this space.</exception>
    ValueTask<FaultResult> FaultAsync(FaultRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lays out what is to be rendered; ends the epoch first when the window is above the high watermark.</summary>
    /// <param name="request">What else the window must hold, and what the process is after.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The layout. Within an epoch it only grows at its tail.</returns>
    ValueTask<ResidentSet> PrepareAsync(PrepareRequest request, CancellationToken cancellationToken = default);

    /// <summary>Pins or unpins a page.</summary>
    /// <param name="id">The page.</param>
    /// <param name="isPinned">Whether to render it in every request from now on.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>A task that completes when the change is durable.</returns>
    /// <exception cref="PageNotFoundException">The page is not in this space.</exception>
    ValueTask PinAsync(PageId id, bool isPinned, CancellationToken cancellationToken = default);

    /// <summary>Erases pages, with every digest that covers them, from this space, its index and the store.</summary>
    /// <param name="ids">The pages; those that are not here are passed over.</param>
    /// <param name="cancellationToken">Cancels the erasure; a cancelled one can be repeated.</param>
    /// <returns>How many pages were erased, digests included.</returns>
    /// <exception cref="AggregateException">The store has forgotten the pages, but another open space could not.</exception>
    ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default);

    /// <summary>Takes a snapshot: which pages there are and which are resident, without their content.</summary>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The snapshot.</returns>
    ValueTask<AddressSpaceSnapshot> SnapshotAsync(CancellationToken cancellationToken = default);
}
