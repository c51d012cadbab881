namespace AiOs;

/// <summary>Wraps data keys with keys that never leave it: a key management service, a hardware module, or keys in memory.</summary>
/// <remarks>
/// <para>
/// Rotation: give the wrapper a new current key, rewrap what the old one wrapped, then destroy the old one. Whatever only a
/// destroyed key wrapped is gone for good, backups included.
/// </para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public interface IKeyWrapper
{
    /// <summary>Gets the name of the key that wraps now; what an older one wrapped can still be unwrapped while that one is kept.</summary>
    string CurrentKeyId { get; }

    /// <summary>Wraps a key with the current one.</summary>
    /// <param name="key">The key, 1 to 1,024 bytes.</param>
    /// <param name="associatedData">What the key is for; must be given again to unwrap it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The wrapped key.</returns>
    ValueTask<WrappedKey> WrapAsync(
        ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken = default);

    /// <summary>Gives a key back.</summary>
    /// <param name="wrapped">The wrapped key.</param>
    /// <param name="associatedData">What was given to wrap it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The key; the caller owns the array, and clears it.</returns>
    /// <exception cref="KeyUnavailableException">The key that wraps is not here (any more).</exception>
    /// <exception cref="EnvelopeException">It was changed, or is for something else.</exception>
    ValueTask<byte[]> UnwrapAsync(
        WrappedKey wrapped, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken = default);
}
