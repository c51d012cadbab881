namespace AiOs;

/// <summary>The default pager. See docs/Pager.md.</summary>
internal sealed class Pager : IPager
{
    private const int MaxNameLength = 256;
    private readonly PagerParts _parts;
    private readonly OpenSpaces _open = new();

    public Pager(
        IPageStore store,
        IContextWindow window,
        IEvictionPolicy policy,
        IRecallIndexFactory recall,
        TimeProvider time,
        ISharedBlocks? blocks = null,
        SummaryParts? summaries = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(recall);
        ArgumentNullException.ThrowIfNull(time);
        _parts = new PagerParts(store, window, policy, recall, time)
        {
            Blocks = blocks ?? new PagedSharedBlocks(store, time),
            Summaries = summaries,
        };
    }

    /// <summary>Gets where the pages are kept.</summary>
    internal IPageStore Store => _parts.Store;

    public ValueTask<IAddressSpace> OpenAsync(
        string space, AddressSpaceOptions? options = null, CancellationToken cancellationToken = default) =>
        LoadAsync(space, options, snapshot: null, cancellationToken);

    public async ValueTask<IAddressSpace> RestoreAsync(
        AddressSpaceSnapshot snapshot,
        string space,
        AddressSpaceOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        CheckName(space);
        await foreach (var _ in _parts.Store.ReplayAsync(space, cancellationToken).ConfigureAwait(false))
        {
            throw new ArgumentException($"The address space '{space}' exists already. Restore under a new name.", nameof(space));
        }

        var shares = await FindSharesAsync(snapshot, cancellationToken).ConfigureAwait(false);
        while (shares.Count > 0)
        {
            try
            {
                await _parts.Store.AppendAsync(space, shares, cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (ArgumentException)
            {
                // Erased since it was looked for: without it, then. Whatever else the store refuses stays refused.
                var left = await FindSharesAsync(snapshot, cancellationToken).ConfigureAwait(false);
                if (left.Count == shares.Count)
                {
                    throw;
                }

                shares = left;
            }
        }

        return await LoadAsync(space, options, snapshot, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<List<PageLogEntry>> FindSharesAsync(AddressSpaceSnapshot snapshot, CancellationToken cancellationToken)
    {
        var pinned = snapshot.Pinned.ToHashSet();
        var standing = snapshot.Standing.ToHashSet();
        var shares = new List<PageLogEntry>(snapshot.Pages.Count);
        foreach (var id in snapshot.Pages)
        {
            if (await _parts.Store.ReadAsync(id, cancellationToken).ConfigureAwait(false) is not null)
            {
                shares.Add(new PageShared(id, pinned.Contains(id)));
                if (pinned.Contains(id) && !standing.Contains(id))
                {
                    shares.Add(new PagePinned(id, IsPinned: true)); // Not to be taken for a pin by rule.
                }
            }
        }

        return shares;
    }

    private async ValueTask<IAddressSpace> LoadAsync(
        string space, AddressSpaceOptions? options, AddressSpaceSnapshot? snapshot, CancellationToken cancellationToken)
    {
        CheckName(space);
        var opened = new AddressSpace(space, (options ?? new AddressSpaceOptions()).Validated(), _parts, _open);
        _open.Add(opened);
        try
        {
            await opened.LoadAsync(snapshot, cancellationToken).ConfigureAwait(false);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static void CheckName(string space)
    {
        ArgumentException.ThrowIfNullOrEmpty(space);
        if (space.Length > MaxNameLength)
        {
            throw new ArgumentException(
                $"The name of an address space has 1 to {MaxNameLength} characters, but {space.Length} came.", nameof(space));
        }
    }
}
