using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>The default store: a fixed catalogue whose clients are the host's own, keyed by the model's id.</summary>
/// <remarks>Any number of leases may be out at once; the clients live as long as the host's container.</remarks>
internal sealed class ModelStore : IModelStore
{
    private readonly IServiceProvider _services;
    private readonly ModelCatalogue _catalogue;

    /// <summary>Creates a store.</summary>
    /// <param name="registrations">The models, in the order of preference.</param>
    /// <param name="services">The host's container, which holds the clients.</param>
    /// <exception cref="DuplicateRegistrationException">Two models have one id.</exception>
    /// <exception cref="ModelManifestException">A manifest contradicts itself, or no client is registered for it.</exception>
    public ModelStore(IEnumerable<ModelRegistration> registrations, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(registrations);
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        var models = registrations.ToList();

        // A container's plain client is a model only when nobody named one: a plain client beside named ones may well be
        // this kernel itself, offered to the rest of the host as a chat client.
        if (models.TrueForAll(model => model.Manifest.Kind != ModelKind.Chat) && HasPlainChatClient())
        {
            models.Add(new ModelRegistration(
                new ModelManifest { Id = ModelCatalogue.DefaultId }, "the container's IChatClient"));
        }

        _catalogue = new ModelCatalogue(models);
        foreach (var (manifest, origin) in models)
        {
            CheckClient(manifest, origin);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelManifest> Catalogue => _catalogue.Manifests;

    /// <inheritdoc/>
    public ValueTask<ModelLease> LeaseAsync(ModelRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var (manifest, reason) = _catalogue.Choose(request);
        object client = manifest.Kind == ModelKind.Embedding ? GeneratorOf(manifest) : ChatClientOf(manifest);
        return ValueTask.FromResult(new ModelLease(manifest, client, reason));
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
