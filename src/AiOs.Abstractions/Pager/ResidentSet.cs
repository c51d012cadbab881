namespace AiOs;

/// <summary>What the pager lays out for one request.</summary>
/// <param name="Epoch">The number of the epoch, from 0; within one, the layout only grows at its tail.</param>
/// <param name="Pinned">The pinned items.</param>
/// <param name="Digest">The digest of what was evicted, or null.</param>
/// <param name="Tail">The tail, oldest first.</param>
/// <param name="Evicted">What this preparation evicted: a receipt each.</param>
public sealed record ResidentSet(
    int Epoch,
    IReadOnlyList<ContextItem> Pinned,
    ContextItem? Digest,
    IReadOnlyList<ContextItem> Tail,
    IReadOnlyList<EvictionReceipt> Evicted)
{
    /// <summary>Gets the pages whose pins, set by rule, gave way since the last preparation. They are ordinary pages now, and can be recalled.</summary>
    public IReadOnlyList<PageId> Unpinned { get; init; } = [];
}
