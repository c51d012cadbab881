namespace AiOs;

/// <summary>Virtual memory for models: opens address spaces whose pages are stored for ever and resident while needed.</summary>
/// <remarks>Threads: a stateless singleton; every member may be called from any thread.</remarks>
public interface IPager
{
    /// <summary>Opens an address space, replaying its log where it has one.</summary>
    /// <param name="space">The space's name, 1 to 256 characters. One owner at a time.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>The space, with as many of its newest pages resident as fit below the low watermark.</returns>
    ValueTask<IAddressSpace> OpenAsync(
        string space, AddressSpaceOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Opens a space from a snapshot, under a name of its own.</summary>
    /// <param name="snapshot">The snapshot. Pages that were erased since are left out.</param>
    /// <param name="space">The name of the new space, which must not exist yet.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the opening; the name is free then, as it is where the opening fails.</param>
    /// <returns>The space, with the same pages resident in the same order as when the snapshot was taken.</returns>
    /// <exception cref="ArgumentException">The space exists already.</exception>
    ValueTask<IAddressSpace> RestoreAsync(
        AddressSpaceSnapshot snapshot,
        string space,
        AddressSpaceOptions? options = null,
        CancellationToken cancellationToken = default);
}
