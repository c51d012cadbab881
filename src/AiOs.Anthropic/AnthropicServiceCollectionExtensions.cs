using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Registers Claude models.</summary>
public static class AnthropicServiceCollectionExtensions
{
    /// <summary>Adds a model to the store.</summary>
    /// <typeparam name="TServices">The type of the collection, so that a builder stays one.</typeparam>
    /// <param name="services">The host's services, or the builder that <c>AddAiOs</c> returns.</param>
    /// <param name="manifest">What the model is: a chat model or an evaluator.</param>
    /// <param name="options">Where it is and how it is called.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentException">The manifest is of another kind.</exception>
    public static TServices AddAnthropicModel<TServices>(this TServices services, ModelManifest manifest, AnthropicModelOptions options)
        where TServices : IServiceCollection
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(options);
        if (manifest.Kind is not (ModelKind.Chat or ModelKind.Evaluator))
        {
            throw new ArgumentException($"'{manifest.Id}' is of kind {manifest.Kind}; chat models and evaluators are added.", nameof(manifest));
        }

        services.AddKeyedSingleton<IChatClient>(
            manifest.Id, (provider, _) => AnthropicModels.CreateChatClient(options, time: provider.GetService<TimeProvider>()));
        services.AddSingleton(manifest);
        return services;
    }
}
