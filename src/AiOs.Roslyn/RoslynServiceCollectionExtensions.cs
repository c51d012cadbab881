using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Registers the inspector of this package.</summary>
public static class RoslynServiceCollectionExtensions
{
    /// <summary>Adds the inspector of C#, for the stage that judges generated code.</summary>
    /// <param name="services">The host's services, or the builder that <c>AddAiOs</c> gives.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddCSharpInspector(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton<ICodeInspector, CSharpInspector>();
    }
}
