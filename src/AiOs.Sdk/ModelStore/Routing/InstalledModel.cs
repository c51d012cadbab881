namespace AiOs;

/// <summary>A model made of files: pulled, verified and loaded for the first lease, unloaded after the last.</summary>
internal sealed class InstalledModel(ModelManifest manifest, ModelInstall install, IServiceProvider services, IModelCache cache, ModelPolicy policy)
    : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IModelFiles? _files;
    private object? _client;
    private int _leases;

    /// <summary>Gives the client, loading the model where it is not.</summary>
    public async ValueTask<object> AcquireAsync(CancellationToken cancellationToken)
    {
        // Whoever comes while it is being loaded waits for that; where the loading is cancelled, the next loads.
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _client ??= await LoadAsync(cancellationToken).ConfigureAwait(false);
            _leases++;
            return _client;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Returns the client; the last one unloads the model.</summary>
    public async ValueTask ReleaseAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (--_leases == 0)
            {
                await UnloadAsync(_client).ConfigureAwait(false);
                _client = null;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async ValueTask<object> LoadAsync(CancellationToken cancellationToken)
    {
        _files = await cache.PullAsync(manifest, install.Source(services), progress: null, cancellationToken).ConfigureAwait(false);
        try
        {
            await ModelAcceptance.CheckAsync(manifest, _files, policy, cancellationToken).ConfigureAwait(false);
            return await install.Loader(services).LoadAsync(manifest, _files, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await UnloadAsync(client: null).ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask UnloadAsync(object? client)
    {
        if (client is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (client as IDisposable)?.Dispose();
        }

        if (_files is { } files)
        {
            _files = null;
            await files.DisposeAsync().ConfigureAwait(false);
        }
    }
}
