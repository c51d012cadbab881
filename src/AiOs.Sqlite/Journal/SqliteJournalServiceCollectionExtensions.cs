using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiOs;

/// <summary>Registers the SQLite journal.</summary>
public static class SqliteJournalServiceCollectionExtensions
{
    /// <summary>Keeps the kernel's journal in a SQLite file: processes go on after a restart.</summary>
    /// <typeparam name="TServices">The collection's own type, so that a builder's chain goes on.</typeparam>
    /// <param name="services">The services, or the builder that AddAiOs returned.</param>
    /// <param name="path">The file; its folder exists. Not the file of the pages.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>The same services.</returns>
    /// <remarks>The file is opened when the kernel is first needed; a file that cannot be opened is an error then.</remarks>
    public static TServices AddSqliteJournal<TServices>(
        this TServices services, string path, SqliteProcessJournalOptions? options = null)
        where TServices : IServiceCollection
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(path);
        services.Replace(ServiceDescriptor.Singleton<IProcessJournal>(_ => new SqliteProcessJournal(path, options)));
        return services;
    }
}
