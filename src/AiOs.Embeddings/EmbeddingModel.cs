using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Opens a folder with whichever of this package's generators its config.json asks for.</summary>
public static class EmbeddingModel
{
    /// <summary>Reads a model: a static one where model_type is <c>model2vec</c>, or else a sentence encoder.</summary>
    /// <param name="folder">The folder that holds the model's files.</param>
    /// <param name="options">Settings; null for the defaults. A static model has no pooling, precision or positions to set.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    /// <returns>The generator, ready for use.</returns>
    /// <exception cref="EmbeddingModelException">A file or a tensor is missing, damaged, or of a kind that is not supported.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IEmbeddingGenerator<string, Embedding<float>> Load(
        string folder, SentenceEncoderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new ModelFolder(folder).ReadConfig().ModelType == StaticEncoder.ModelType
            ? StaticEncoder.Load(folder, options, cancellationToken)
            : SentenceEncoder.Load(folder, options, cancellationToken);
    }
}
