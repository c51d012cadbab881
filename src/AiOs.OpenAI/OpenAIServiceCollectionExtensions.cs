using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Registers models behind OpenAI-compatible services.</summary>
public static class OpenAIServiceCollectionExtensions
{
    /// <summary>Adds a model to the store: a chat client, or an embedding generator where the manifest is of that kind.</summary>
    /// <typeparam name="TServices">The type of the collection, so that a builder stays one.</typeparam>
    /// <param name="services">The host's services, or the builder that <c>AddAiOs</c> returns.</param>
    /// <param name="manifest">What the model is.</param>
    /// <param name="options">Where it is and how it is called.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentException">The manifest is of another kind.</exception>
    public static TServices AddOpenAIModel<TServices>(this TServices services, ModelManifest manifest, OpenAIModelOptions options)
        where TServices : IServiceCollection
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(options);
        switch (manifest.Kind)
        {
            case ModelKind.Embedding:
                services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(
                    manifest.Id, (provider, _) => OpenAIModels.CreateEmbeddingGenerator(options, time: provider.GetService<TimeProvider>()));
                break;
            case ModelKind.Chat or ModelKind.Evaluator:
                services.AddKeyedSingleton<IChatClient>(
                    manifest.Id, (provider, _) => OpenAIModels.CreateChatClient(options, time: provider.GetService<TimeProvider>()));
                break;
            default:
                throw new ArgumentException($"'{manifest.Id}' is of kind {manifest.Kind}; chat, evaluator and embedding models are added.", nameof(manifest));
        }

        services.AddSingleton(manifest);
        return services;
    }
}
