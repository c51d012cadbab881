using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A model on loan: it stays loaded until the lease is disposed of.</summary>
/// <remarks>Threads: the client may be called from any thread; a lease is disposed of once, and again without effect.</remarks>
public sealed class ModelLease : IAsyncDisposable
{
    private readonly object _client;
    private Func<ValueTask>? _release;

    /// <summary>Creates a lease.</summary>
    /// <param name="manifest">The model.</param>
    /// <param name="client">The client: an <see cref="IChatClient"/> or an <see cref="IEmbeddingGenerator"/>.</param>
    /// <param name="reason">Why this model was chosen.</param>
    /// <param name="release">Called once when the lease is disposed of; null for nothing.</param>
    public ModelLease(ModelManifest manifest, object client, string reason, Func<ValueTask>? release = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(reason);
        Manifest = manifest;
        Subject = "model:" + manifest.Id;
        _client = client;
        Reason = reason;
        _release = release;
    }

    /// <summary>Gets the model.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Gets what audit and traces call a call of it: made once for all of them.</summary>
    internal string Subject { get; }

    /// <summary>Gets why this model was chosen.</summary>
    public string Reason { get; }

    /// <summary>Gives the client as a chat client.</summary>
    /// <exception cref="InvalidOperationException">The model is of another kind.</exception>
    public IChatClient ChatClient => _client as IChatClient
        ?? throw new InvalidOperationException(
            $"Model '{Manifest.Id}' is a {Manifest.Kind} model: its client is a {_client.GetType().Name}, not an IChatClient.");

    /// <summary>Gives the client as an embedding generator.</summary>
    /// <exception cref="InvalidOperationException">The model is of another kind.</exception>
    public IEmbeddingGenerator<string, Embedding<float>> EmbeddingGenerator =>
        _client as IEmbeddingGenerator<string, Embedding<float>>
        ?? throw new InvalidOperationException(
            $"Model '{Manifest.Id}' is a {Manifest.Kind} model: its client is a {_client.GetType().Name}, "
            + "not an IEmbeddingGenerator<string, Embedding<float>>.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _release, null) is { } release ? release() : default;
}
