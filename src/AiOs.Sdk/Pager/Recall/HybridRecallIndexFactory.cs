using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Recall by words and by meaning: the lexical index with the nearness of embeddings as two more signs.</summary>
/// <remarks>
/// The default where an <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c> is registered. Pages are embedded when they are indexed, in
/// batches, and kept in an HNSW index in memory. A generator in process, such as <c>AiOs.Embeddings</c>, is meant; one behind a service
/// is called with everything that is ever remembered.
/// </remarks>
public sealed class HybridRecallIndexFactory : IRecallIndexFactory
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;

    /// <summary>Creates the factory.</summary>
    /// <param name="generator">Embeds pages and questions; its vectors are compared by their angle.</param>
    public HybridRecallIndexFactory(IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        _generator = generator;
    }

    /// <inheritdoc/>
    public IRecallIndex Create(string space) => new HybridRecallIndex(_generator);
}
