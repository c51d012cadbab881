namespace AiOs;

/// <summary>Named texts that several processes see in their windows: a plan, a glossary, the state of a piece of work.</summary>
/// <remarks>
/// <para>
/// A block has versions, and is written by comparing: whoever has not seen the newest version does not overwrite it. A space whose options
/// name a block (<see cref="AddressSpaceOptions.SharedBlocks"/>) shows the newest version among its pinned pages, from its next request on.
/// </para>
/// <para>Tenancy: to a principal who may not read a block it is not there: it is neither read nor overwritten, and shows in no window.</para>
/// <para>Threads: every member may be called from any thread. One instance at a time writes the blocks of a store.</para>
/// </remarks>
public interface ISharedBlocks
{
    /// <summary>Reads a block.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="reader">The principal who reads; null for one that nobody knows.</param>
    /// <param name="version">Which version; null for the newest.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The block; null where there is none that the reader may know of.</returns>
    ValueTask<SharedBlock?> ReadAsync(
        string name, string? reader = null, long? version = null, CancellationToken cancellationToken = default);

    /// <summary>Writes a new version, unless there is a newer one than the writer has seen.</summary>
    /// <param name="write">What to write.</param>
    /// <param name="cancellationToken">Cancels the writing; a cancelled one either happened whole or not at all.</param>
    /// <returns>The new version, durable; null where another version than the expected one stands, or one that the writer may not read.</returns>
    /// <exception cref="ArgumentException">A name or text outside its bounds.</exception>
    ValueTask<SharedBlock?> TryWriteAsync(SharedBlockWrite write, CancellationToken cancellationToken = default);
}
