using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>The default store: a fixed catalogue, admitted by the host's policy, whose clients are the host's own or made of pulled files.</summary>
/// <remarks>The host's clients live as long as its container; a pulled model is loaded from its first lease to its last.</remarks>
internal sealed class DefaultModelStore : IModelStore, IDisposable
{
    private readonly IServiceProvider _services;
    private readonly LeaseDesk _desk;
    private readonly Dictionary<string, InstalledModel> _installed = new(StringComparer.Ordinal);

    /// <summary>Creates a store.</summary>
    /// <param name="registrations">The models, in the order of preference.</param>
    /// <param name="services">The host's container, which holds the clients.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="time">Measures calls and rests; null for the system's clock.</param>
    /// <exception cref="DuplicateRegistrationException">Two models have one id.</exception>
    /// <exception cref="ModelManifestException">A manifest contradicts itself, or no client is registered for it.</exception>
    public DefaultModelStore(
        IEnumerable<ModelRegistration> registrations,
        IServiceProvider services,
        ModelStoreOptions? options = null,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(registrations);
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        options = (options ?? new ModelStoreOptions()).Validated();
        time ??= TimeProvider.System;
        var models = registrations.ToList();

        // A container's plain client is a model only when nobody named one: a plain client beside named ones may well be
        // this kernel itself, offered to the rest of the host as a chat client.
        if (models.TrueForAll(model => model.Manifest.Kind != ModelKind.Chat) && HasPlainChatClient())
        {
            models.Add(new ModelRegistration(
                new ModelManifest { Id = ModelCatalogue.DefaultId }, "the container's IChatClient"));
        }

        _ = new ModelCatalogue(models); // Even what the policy refuses must make sense.
        var refused = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new List<ModelEntry>();
        foreach (var model in models)
        {
            if (options.Policy.FindRefusal(model.Manifest) is { } refusal)
            {
                refused.Add(model.Manifest.Id, refusal);
                continue;
            }

            Prepare(model, options.Policy);
            entries.Add(new ModelEntry(model, new ModelHealth(options, time), time));
        }

        Catalogue = [.. entries.Select(entry => entry.Manifest)];
        _desk = new LeaseDesk(new ModelRouter(entries, refused), options.MaxWaiting);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelManifest> Catalogue { get; }

    /// <inheritdoc/>
    public async ValueTask<ModelLease> LeaseAsync(ModelRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (entry, reason) = await _desk.TakeAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            var installed = _installed.GetValueOrDefault(entry.Manifest.Id);
            object client = installed is not null
                ? await installed.AcquireAsync(cancellationToken).ConfigureAwait(false)
                : entry.Manifest.Kind == ModelKind.Embedding ? GeneratorOf(entry.Manifest) : ChatClientOf(entry.Manifest);
            return new ModelLease(entry.Manifest, entry.Observe(client), reason, () => ReturnAsync(entry, installed));
        }
        catch (Exception error)
        {
            if (error is not OperationCanceledException)
            {
                entry.Health.Failed(error); // A model that cannot be loaded is passed over for a while.
            }

            _desk.Return(entry);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var installed in _installed.Values)
        {
            installed.Dispose();
        }
    }

    private async ValueTask ReturnAsync(ModelEntry entry, InstalledModel? installed)
    {
        try
        {
            if (installed is not null)
            {
                await installed.ReleaseAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _desk.Return(entry);
        }
    }

    private void Prepare(ModelRegistration model, ModelPolicy policy)
    {
        if (model.Install is not { } install)
        {
            CheckClient(model.Manifest, model.Origin);
            return;
        }

        var cache = _services.GetService<IModelCache>() ?? throw new ModelManifestException(
            $"The model '{model.Manifest.Id}' from {model.Origin} is pulled, and the host has no cache for it: call AddModelCache.");
        _installed.Add(model.Manifest.Id, new InstalledModel(model.Manifest, install, _services, cache, policy));
    }

    private IChatClient ChatClientOf(ModelManifest manifest)
    {
        var client = _services.GetKeyedService<IChatClient>(manifest.Id);
        if (client is null && IsDefault(manifest))
        {
            client = _services.GetService<IChatClient>();
        }

        return client ?? throw NoClient(manifest, "its registration", nameof(IChatClient));
    }

    private IEmbeddingGenerator<string, Embedding<float>> GeneratorOf(ModelManifest manifest)
    {
        var generator = _services.GetKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(manifest.Id);
        if (generator is null && IsDefault(manifest))
        {
            generator = _services.GetService<IEmbeddingGenerator<string, Embedding<float>>>();
        }

        return generator ?? throw NoClient(manifest, "its registration", "IEmbeddingGenerator<string, Embedding<float>>");
    }

    // At start-up, because a name without a client would otherwise fail in the middle of somebody's conversation. A container
    // that cannot be asked is taken at its word until the first lease.
    private void CheckClient(ModelManifest manifest, string origin)
    {
        if (manifest.Kind == ModelKind.Speech)
        {
            throw new ModelManifestException(
                $"The manifest of model '{manifest.Id}' from {origin} is of kind Speech, which this store does not lease: resolve "
                + "the speech client from the container instead.");
        }

        var type = manifest.Kind == ModelKind.Embedding
            ? typeof(IEmbeddingGenerator<string, Embedding<float>>)
            : typeof(IChatClient);
        bool isThere = _services.GetService<IServiceProviderIsKeyedService>() is not { } keyed
            || keyed.IsKeyedService(type, manifest.Id)
            || (IsDefault(manifest) && keyed.IsService(type));
        if (!isThere)
        {
            throw NoClient(manifest, origin, manifest.Kind == ModelKind.Embedding
                ? "IEmbeddingGenerator<string, Embedding<float>>"
                : nameof(IChatClient));
        }
    }

    private bool HasPlainChatClient() =>
        _services.GetService<IServiceProviderIsService>() is { } known && known.IsService(typeof(IChatClient));

    private static bool IsDefault(ModelManifest manifest) =>
        string.Equals(manifest.Id, ModelCatalogue.DefaultId, StringComparison.Ordinal);

    private static ModelManifestException NoClient(ModelManifest manifest, string origin, string type) =>
        new($"The model '{manifest.Id}' from {origin} has no client: register an {type} with the key '{manifest.Id}'"
            + (IsDefault(manifest) ? ", or one without a key." : "."));
}
