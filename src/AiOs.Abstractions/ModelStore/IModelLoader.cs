namespace AiOs;

/// <summary>Turns the verified files of a model into a client, such as by starting an engine on them.</summary>
/// <remarks>Threads: may be called from any thread, and for several models at once.</remarks>
public interface IModelLoader
{
    /// <summary>Loads a model.</summary>
    /// <param name="manifest">The model.</param>
    /// <param name="files">Its files, which stay on disk until the client has been disposed of. The loader does not dispose of them.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    /// <returns>
    /// An <c>IChatClient</c> or an <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c>; the store disposes of it
    /// when the last lease is returned.
    /// </returns>
    ValueTask<object> LoadAsync(ModelManifest manifest, IModelFiles files, CancellationToken cancellationToken = default);
}
