namespace AiOs;

/// <summary>The keys of everything that one tenant's SDK keeps on disk: pages, journal and model files.</summary>
/// <remarks>
/// Opened before the container is built, because opening asks the key wrapper; passed to <see cref="EncryptionBuilderExtensions.EncryptAtRest"/>.
/// Threads: any.
/// </remarks>
public sealed class EncryptionAtRest : IAsyncDisposable
{
    private EncryptionAtRest(KeyFile keys, EncryptedModelFiles modelFiles)
    {
        Keys = keys;
        ModelFiles = modelFiles;
    }

    /// <summary>Gets the keys. Rotate with <see cref="KeyFile.RotateAsync"/>: a killed rotation changed nothing, and is repeated.</summary>
    public KeyFile Keys { get; }

    /// <summary>Gets the envelope of the model cache's files.</summary>
    public EncryptedModelFiles ModelFiles { get; }

    /// <summary>Opens the keys of a tenant, and makes those that are missing.</summary>
    /// <param name="keyFile">The key file; elsewhere than the data, so that losing one is not losing both.</param>
    /// <param name="tenant">Whose data it is, bound to every record. 1 to 1,024 characters.</param>
    /// <param name="wrapper">Wraps the key file's root key.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>The keys; dispose of them after the container.</returns>
    /// <exception cref="EnvelopeException">The key file was changed, or is another tenant's.</exception>
    /// <exception cref="KeyUnavailableException">The key that wraps the root key is gone.</exception>
    /// <exception cref="IOException">The key file cannot be read or written, or another process has it open.</exception>
    public static async Task<EncryptionAtRest> OpenAsync(
        string keyFile, string tenant, IKeyWrapper wrapper, CancellationToken cancellationToken = default)
    {
        var keys = await KeyFile.OpenAsync(keyFile, tenant, wrapper, cancellationToken).ConfigureAwait(false);
        try
        {
            await EncryptedPageStore.PrepareAsync(keys, cancellationToken).ConfigureAwait(false);
            return new EncryptionAtRest(keys, await EncryptedModelFiles.OpenAsync(keys, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await keys.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Keys.DisposeAsync();
}
