using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiOs;

/// <summary>Recall by words and by meaning: the lexical index with the nearness of embeddings among the signs.</summary>
/// <remarks>
/// The default where an <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c> is registered. Pages are embedded in the background, in batches,
/// and their vectors kept in an HNSW index; until then, and when the generator fails, pages are found by their words. Every index is an
/// <see cref="IBackgroundRecallIndex"/>. Where checkpoints are kept, vectors are too, as long as the generator names its model
/// (<see cref="EmbeddingGeneratorMetadata.DefaultModelId"/>): a space that opens again embeds only what has no vector yet; under another
/// name, everything. A generator in process, such as <c>AiOs.Embeddings</c>, is meant; one behind a service is called with
/// everything that is ever remembered.
/// </remarks>
public sealed class HybridRecallIndexFactory : IRecallIndexFactory
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly HybridRecallOptions _options;
    private readonly LexicalRecallIndexFactory _lexical;
    private readonly ILogger _logger;
    private readonly string? _model; // Null where vectors are not kept.

    /// <summary>Creates the factory.</summary>
    /// <param name="generator">Embeds pages and questions; its vectors are compared by their angle.</param>
    /// <param name="options">Settings; null means the defaults.</param>
    /// <param name="logger">Learns why vectors are missing; null for nobody.</param>
    /// <param name="checkpoints">Where words and vectors are kept between openings; null for nowhere.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public HybridRecallIndexFactory(
        IEmbeddingGenerator<string, Embedding<float>> generator,
        HybridRecallOptions? options = null,
        ILogger<HybridRecallIndexFactory>? logger = null,
        RecallCheckpointOptions? checkpoints = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        _generator = generator;
        _options = (options ?? new HybridRecallOptions()).Validated();
        _logger = logger ?? NullLogger<HybridRecallIndexFactory>.Instance;
        _lexical = new LexicalRecallIndexFactory(checkpoints) { Logger = _logger };
        if (checkpoints is { KeepsVectors: true })
        {
            _model = KeptVectors.IdentityOf(generator);
            if (_model is null)
            {
                RecallLog.ModelHasNoName(_logger);
            }
        }
    }

    /// <summary>Gets up to how many pages a search judges every one; null for the default. For who measures what pruning costs.</summary>
    internal int? JudgeAllUpTo
    {
        get => _lexical.JudgeAllUpTo;
        init => _lexical = new LexicalRecallIndexFactory(_lexical.Checkpoints) { JudgeAllUpTo = value, Logger = _logger };
    }

    /// <inheritdoc/>
    public IRecallIndex Create(string space) => new HybridRecallIndex(
        _lexical.CreateLexical(space),
        _generator,
        _options,
        _logger,
        _model is null ? null : new KeptVectors(_lexical.Checkpoints!.Folder, space, _model, _logger));
}
