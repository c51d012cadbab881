namespace AiOs;

/// <summary>The memory of a process that keeps a journal: what is erased from it leaves the journal too.</summary>
internal sealed class JournalledMemory(IAddressSpace inner, JournalEraser eraser) : IAddressSpace
{
    public string Name => inner.Name;

    public IPageTable Table => inner.Table;

    public ValueTask<IReadOnlyList<PageId>> AppendAsync(IReadOnlyList<PageDraft> drafts, CancellationToken cancellationToken = default) =>
        inner.AppendAsync(drafts, cancellationToken);

    public ValueTask<FaultResult> FaultAsync(FaultRequest request, CancellationToken cancellationToken = default) =>
        inner.FaultAsync(request, cancellationToken);

    public ValueTask<ResidentSet> PrepareAsync(PrepareRequest request, CancellationToken cancellationToken = default) =>
        inner.PrepareAsync(request, cancellationToken);

    public ValueTask PinAsync(PageId id, bool isPinned, CancellationToken cancellationToken = default) =>
        inner.PinAsync(id, isPinned, cancellationToken);

    // The journal first: where it fails, or the program ends in between, the pages still say what there is to be erased again.
    public async ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        await eraser.EraseAsync(ids.Where(id => inner.Table.TryFind(id.ToString(), out _)), cancellationToken).ConfigureAwait(false);
        return await inner.EraseAsync(ids, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<AddressSpaceSnapshot> SnapshotAsync(CancellationToken cancellationToken = default) => inner.SnapshotAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
