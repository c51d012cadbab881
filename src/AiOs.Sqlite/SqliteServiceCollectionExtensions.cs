using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiOs;

/// <summary>Registers the SQLite page store.</summary>
public static class SqliteServiceCollectionExtensions
{
    /// <summary>Keeps pages in a SQLite file, instead of wherever they were kept before.</summary>
    /// <typeparam name="TServices">The collection's own type, so that a builder's chain goes on.</typeparam>
    /// <param name="services">The services, or the builder that AddAiOs returned.</param>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>The same services.</returns>
    /// <remarks>The file is opened when the store is first needed; a file that cannot be opened is an error then.</remarks>
    public static TServices AddSqlitePages<TServices>(
        this TServices services, string path, SqlitePageStoreOptions? options = null)
        where TServices : IServiceCollection
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(path);
        services.Replace(ServiceDescriptor.Singleton<IPageStore>(_ => new SqlitePageStore(path, options)));
        return services;
    }
}
