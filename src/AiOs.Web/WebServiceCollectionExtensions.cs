using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiOs;

/// <summary>Registers the web.</summary>
public static class WebServiceCollectionExtensions
{
    /// <summary>Adds the tool <c>web_fetch</c>, and with a search also <c>web_search</c> and <c>web_open</c>.</summary>
    /// <typeparam name="TServices">The collection's own type, so that a builder's chain goes on.</typeparam>
    /// <param name="services">The services, or the builder that AddAiOs returned.</param>
    /// <param name="search">Makes the search provider; null for none.</param>
    /// <param name="options">Settings of the fetcher; null for the defaults, which reach public addresses only.</param>
    /// <returns>The same services.</returns>
    /// <remarks>An <see cref="IWebFetcher"/> or <see cref="IHostResolver"/> that is registered already is used.</remarks>
    public static TServices AddWeb<TServices>(
        this TServices services, Func<IServiceProvider, IWebSearchProvider>? search = null, WebFetchOptions? options = null)
        where TServices : IServiceCollection
    {
        ArgumentNullException.ThrowIfNull(services);
        var settings = (options ?? new WebFetchOptions()).Validated();
        services.TryAddSingleton<IWebFetcher>(provider => new HttpWebFetcher(
            settings, provider.GetService<IHostResolver>(), provider.GetService<TimeProvider>()));
        if (search is not null)
        {
            services.TryAddSingleton(search);
        }

        services.TryAddSingleton(static provider => new WebTools(
            provider.GetRequiredService<IWebFetcher>(), provider.GetService<IWebSearchProvider>()));
        bool hasSearch = services.Any(static service => service.ServiceType == typeof(IWebSearchProvider));
        for (int i = 0; i < (hasSearch ? 3 : 1); i++)
        {
            int index = i;
            services.AddSingleton(provider => provider.GetRequiredService<WebTools>().Create()[index]);
        }

        return services;
    }
}
