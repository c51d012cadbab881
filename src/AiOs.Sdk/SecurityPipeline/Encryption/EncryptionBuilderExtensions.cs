using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiOs;

/// <summary>Registers encryption at rest.</summary>
public static class EncryptionBuilderExtensions
{
    private static readonly object Inner = new(); // The key of what is behind an encrypted service; nobody else can name it.

    /// <summary>Encrypts the page store, the journal and the files of the model cache.</summary>
    /// <param name="builder">The builder, with the page store and the journal already registered.</param>
    /// <param name="encryption">The keys; dispose of them after the container.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// What replaces the page store or the journal afterwards would keep plain text: the kernel then refuses to start. Not encrypted are
    /// recall's checkpoints where a host keeps them on disk (vectors are left out of them), the audit log, and what the host itself writes.
    /// </remarks>
    /// <exception cref="InvalidOperationException">Called twice.</exception>
    public static AiOsBuilder EncryptAtRest(this AiOsBuilder builder, EncryptionAtRest encryption)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(encryption);
        if (builder.Any(static service => service.ServiceType == typeof(EncryptionAtRest)))
        {
            throw new InvalidOperationException("Encryption at rest is registered already: one set of keys protects one host's data.");
        }

        builder.AddSingleton(encryption); // An instance: the container does not dispose of it.
        builder.Replace(ServiceDescriptor.Singleton<IModelFileEnvelope>(encryption.ModelFiles));
        Wrap<IPageStore>(builder, inner => EncryptedPageStore.Over(inner, encryption.Keys));
        Wrap<IProcessJournal>(builder, inner => new EncryptedProcessJournal(inner, encryption.Keys));
        return builder;
    }

    /// <summary>Says what would be kept in plain text although the host asked for encryption, or null.</summary>
    internal static string? FindProblem(IServiceProvider services)
    {
        if (services.GetService<EncryptionAtRest>() is null)
        {
            return null;
        }

        object? plain = services.GetService<IPageStore>() is { } pages and not EncryptedPageStore ? pages
            : services.GetService<IProcessJournal>() is { } journal and not EncryptedProcessJournal ? journal
            : null;
        return plain is null
            ? null
            : $"Encryption at rest was asked for, but {plain} is not encrypted. Register page store, journal and model cache first, and call "
                + $"{nameof(EncryptAtRest)} last.";
    }

    // The container goes on owning what is wrapped: under a key of its own.
    private static void Wrap<T>(AiOsBuilder builder, Func<T, T> wrap)
        where T : class
    {
        var found = builder.LastOrDefault(static service => service.ServiceType == typeof(T) && !service.IsKeyedService);
        if (found is null)
        {
            return; // No journal, as a rule: nothing is written.
        }

        builder.Remove(found);
        builder.Add(found switch
        {
            { ImplementationInstance: T instance } => ServiceDescriptor.KeyedSingleton<T>(Inner, instance),
            { ImplementationFactory: { } factory } => ServiceDescriptor.KeyedSingleton(Inner, (services, _) => (T)factory(services)),
            _ => new ServiceDescriptor(typeof(T), Inner, found.ImplementationType!, ServiceLifetime.Singleton),
        });
        builder.AddSingleton(services => wrap(services.GetRequiredKeyedService<T>(Inner)));
    }
}
