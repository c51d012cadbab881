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

    public ValueTask<IAddressSpace> OpenAsync(
        string space, AddressSpaceOptions? options = null, CancellationToken cancellationToken = default) =>
        OpenAsync(space, options, read: null, cancellationToken);

    /// <summary>Opens a space, and shows what is read of its log to somebody else who would have to read it.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="read">Is given each entry, in order; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    internal async ValueTask<IAddressSpace> OpenAsync(
        string space, AddressSpaceOptions? options, Action<PageLogEntry>? read, CancellationToken cancellationToken)
    {
        var opened = Create(space, options);
        try
        {
            await opened.LoadAsync(read, cancellationToken).ConfigureAwait(false);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

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

        while (true)
        {
            var opened = Create(space, options);
            try
            {
                if (await opened.TryRestoreAsync(snapshot, cancellationToken).ConfigureAwait(false))
                {
                    return opened;
                }
            }
            catch
            {
                await opened.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            await opened.DisposeAsync().ConfigureAwait(false); // Something was erased meanwhile: without it, then.
        }
    }

    private AddressSpace Create(string space, AddressSpaceOptions? options)
    {
        CheckName(space);
        var opened = new AddressSpace(space, (options ?? new AddressSpaceOptions()).Validated(), _parts, _open);
        _open.Add(opened);
        return opened;
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
