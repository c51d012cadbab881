using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Registers the stages of this package.</summary>
public static class MarkdownServiceCollectionExtensions
{
    /// <summary>Lets answers load from, and lead to, declared hosts only.</summary>
    /// <param name="services">The host's services, or the builder that <c>AddAiOs</c> gives.</param>
    /// <param name="options">The hosts; null lets no address stand.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddExfiltrationStage(this IServiceCollection services, ExfiltrationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton<ISecurityStage>(new ExfiltrationStage(options)); // Created here: bad options fail at start-up.
    }
}
