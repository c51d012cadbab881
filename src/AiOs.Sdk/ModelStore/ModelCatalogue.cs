namespace AiOs;

/// <summary>The manifests of a store, checked once, in the order of preference.</summary>
internal sealed class ModelCatalogue
{
    /// <summary>The id under which a container's plain chat client stands when no chat model has a name.</summary>
    public const string DefaultId = "default";

    /// <summary>Checks manifests and indexes them by id.</summary>
    /// <exception cref="DuplicateRegistrationException">Two manifests have one id.</exception>
    /// <exception cref="ModelManifestException">A manifest contradicts itself.</exception>
    public ModelCatalogue(IEnumerable<ModelRegistration> registrations)
    {
        var all = registrations.ToList();
        var origins = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase); // As with tools: no near-twins.
        foreach (var (manifest, origin, _) in all)
        {
            ModelManifestRules.Check(manifest, origin);
            if (!origins.TryAdd(manifest.Id, origin))
            {
                throw new DuplicateRegistrationException("model", manifest.Id, origins[manifest.Id], origin);
            }
        }

        Manifests = [.. all.Select(registration => registration.Manifest)];
    }

    public IReadOnlyList<ModelManifest> Manifests { get; }
}
