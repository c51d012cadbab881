namespace AiOs;

/// <summary>The shared blocks that one address space shows: the newest version of each is pinned, the one before no longer.</summary>
internal sealed class AttachedBlocks(ISharedBlocks blocks, AddressSpaceOptions options)
{
    private readonly Dictionary<string, PageId> _shown = new(StringComparer.Ordinal);

    /// <summary>Brings the space up to the newest versions. Without a change nothing is written.</summary>
    public async ValueTask RefreshAsync(AddressSpace space, CancellationToken cancellationToken)
    {
        foreach (string name in options.SharedBlocks)
        {
            bool isKnown = _shown.TryGetValue(name, out var shown);
            var newest = await blocks.ReadAsync(name, options.Reader, version: null, cancellationToken).ConfigureAwait(false);
            if (newest is null ? !isKnown : isKnown && shown == newest.Page)
            {
                continue;
            }

            if (newest is not null)
            {
                await space.AppendAsync([PagedSharedBlocks.DraftOf(newest)], cancellationToken).ConfigureAwait(false);
                _shown[name] = newest.Page;
            }
            else
            {
                _shown.Remove(name); // It is no longer there for this reader.
            }

            var before = isKnown ? shown : await FindShownAsync(space, newest, cancellationToken).ConfigureAwait(false);
            if (before != default && space.Table.TryFind(before.ToString(), out var entry) && entry.State == PageState.Pinned)
            {
                await space.PinAsync(before, isPinned: false, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // After an opening: the last version that the space was shown, if any, still stands pinned.
    private async ValueTask<PageId> FindShownAsync(AddressSpace space, SharedBlock? newest, CancellationToken cancellationToken)
    {
        for (long version = (newest?.Version ?? 1) - 1; version > 0; version--)
        {
            var block = await blocks.ReadAsync(newest!.Name, options.Reader, version, cancellationToken).ConfigureAwait(false);
            if (block is not null && space.Table.TryFind(block.Page.ToString(), out _))
            {
                return block.Page;
            }
        }

        return default;
    }
}
