using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Registers retries and circuit breakers.</summary>
public static class ResilienceServiceCollectionExtensions
{
    /// <summary>Makes model calls again that failed for a reason that passes, and gives a model that keeps failing a rest.</summary>
    /// <typeparam name="TServices">The collection's own type, so that a builder's chain goes on.</typeparam>
    /// <param name="services">The services, or the builder that AddAiOs returned.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>The same services.</returns>
    /// <remarks>
    /// Where a provider says when to come back (<see cref="ModelThrottledException.FindRetryAfter"/>), nobody is admitted to the model before. The clients of
    /// AiOs.OpenAI and AiOs.Anthropic try again by themselves first, each as often as its own limits say.
    /// </remarks>
    public static TServices AddModelResilience<TServices>(this TServices services, ModelResilienceOptions? options = null)
        where TServices : IServiceCollection
    {
        ArgumentNullException.ThrowIfNull(services);
        var checkedOptions = (options ?? new ModelResilienceOptions()).Validated();
        services.AddSingleton<ISyscallMiddleware>(
            provider => new ModelResilienceMiddleware(checkedOptions, provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
