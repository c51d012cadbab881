using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Registers the tools of MCP servers.</summary>
public static class McpServiceCollectionExtensions
{
    /// <summary>Adds the tools of a server that is connected.</summary>
    /// <typeparam name="TServices">The collection's own type, so that a builder's chain goes on.</typeparam>
    /// <param name="services">The services, or the builder that AddAiOs returned.</param>
    /// <param name="connection">The connection; the caller disposes of it, after the provider.</param>
    /// <returns>The same services.</returns>
    public static TServices AddMcpTools<TServices>(this TServices services, McpConnection connection)
        where TServices : IServiceCollection
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(connection);
        foreach (var tool in connection.Tools)
        {
            services.AddSingleton(tool);
        }

        return services;
    }
}
