using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiOs;

/// <summary>Registers embeddings in process.</summary>
public static class EmbeddingsServiceCollectionExtensions
{
    /// <summary>Embeds texts with a model in a folder, unless the host has registered a generator of its own before.</summary>
    /// <typeparam name="TServices">The collection's own type, so that a builder's chain goes on.</typeparam>
    /// <param name="services">The services, or the builder that AddAiOs returned.</param>
    /// <param name="model">The folder that holds the model's files: a BERT encoder's, or a static model's.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>The same services.</returns>
    /// <remarks>The model is read when the generator is first needed; a folder that cannot be used is an error then.</remarks>
    public static TServices AddEmbeddings<TServices>(this TServices services, string model, SentenceEncoderOptions? options = null)
        where TServices : IServiceCollection
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(model);
        SentenceEncoderOptions valid = (options ?? new SentenceEncoderOptions()).Validated();
        services.TryAddSingleton(_ => EmbeddingModel.Load(model, valid));
        return services;
    }
}
