namespace AiOs;

/// <summary>The manifests of a store, checked once, in the order of preference.</summary>
internal sealed class ModelCatalogue
{
    /// <summary>The id under which a container's plain chat client stands when no chat model has a name.</summary>
    public const string DefaultId = "default";

    private readonly Dictionary<string, ModelManifest> _byId = new(StringComparer.Ordinal);

    /// <summary>Checks manifests and indexes them by id.</summary>
    /// <exception cref="DuplicateRegistrationException">Two manifests have one id.</exception>
    /// <exception cref="ModelManifestException">A manifest contradicts itself.</exception>
    public ModelCatalogue(IEnumerable<ModelRegistration> registrations)
    {
        var all = registrations.ToList();
        var origins = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase); // As with tools: no near-twins.
        foreach (var (manifest, origin) in all)
        {
            ModelManifestRules.Check(manifest, origin);
            if (!origins.TryAdd(manifest.Id, origin))
            {
                throw new DuplicateRegistrationException("model", manifest.Id, origins[manifest.Id], origin);
            }

            _byId.Add(manifest.Id, manifest);
        }

        Manifests = [.. all.Select(registration => registration.Manifest)];
    }

    public IReadOnlyList<ModelManifest> Manifests { get; }

    /// <summary>Chooses the first manifest that fits, with the reason.</summary>
    /// <exception cref="ModelNotFoundException">Nothing fits.</exception>
    public (ModelManifest Manifest, string Reason) Choose(ModelRequest request)
    {
        if (request.Id is { } id)
        {
            if (!_byId.TryGetValue(id, out var named))
            {
                throw new ModelNotFoundException($"No model is called '{id}'. {Contents()}");
            }

            return Obstacle(named, request) is { } obstacle
                ? throw new ModelNotFoundException($"Model '{id}' was asked for by name, but {obstacle}.")
                : (named, "asked for by name");
        }

        var fitting = Manifests.Where(manifest => Obstacle(manifest, request) is null).ToList();
        return fitting.Count == 0
            ? throw new ModelNotFoundException($"No model fits {Describe(request)}. {Obstacles(request)}")
            : (fitting[0], $"first of {fitting.Count} that fit {Describe(request)}");
    }

    private static string? Obstacle(ModelManifest manifest, ModelRequest request)
    {
        if (manifest.Kind != request.Kind)
        {
            return $"it is a {manifest.Kind} model, not a {request.Kind} model";
        }

        if (request.Capabilities.FirstOrDefault(wanted => !manifest.Capabilities.Contains(wanted)) is { } missing)
        {
            return $"it lacks the capability '{missing}'";
        }

        if (manifest.ContextWindowTokens < request.MinContextWindowTokens)
        {
            return $"its window takes {manifest.ContextWindowTokens} tokens, not {request.MinContextWindowTokens}";
        }

        return manifest.Licence.Openness < request.MinOpenness
            ? $"its openness is {manifest.Licence.Openness}, less than {request.MinOpenness}"
            : null;
    }

    private static string Describe(ModelRequest request)
    {
        var wishes = new List<string> { $"kind {request.Kind}" };
        if (request.Capabilities.Count > 0)
        {
            wishes.Add($"capabilities {string.Join(", ", request.Capabilities)}");
        }

        if (request.MinContextWindowTokens > 0)
        {
            wishes.Add($"a window of at least {request.MinContextWindowTokens} tokens");
        }

        if (request.MinOpenness > Openness.Closed)
        {
            wishes.Add($"openness of at least {request.MinOpenness}");
        }

        return string.Join("; ", wishes);
    }

    private string Obstacles(ModelRequest request)
    {
        const int Shown = 10;
        var lines = Manifests.Take(Shown).Select(manifest => $"'{manifest.Id}': {Obstacle(manifest, request)}");
        return Manifests.Count == 0 ? Contents() : $"{string.Join("; ", lines)}{More(Shown)}.";
    }

    private string Contents()
    {
        const int Shown = 20;
        return Manifests.Count == 0
            ? "The catalogue is empty: register a model with AddChatClient, or an IChatClient in the container."
            : $"There are: {string.Join(", ", Manifests.Take(Shown).Select(manifest => manifest.Id))}{More(Shown)}.";
    }

    private string More(int shown) => Manifests.Count > shown ? $"; and {Manifests.Count - shown} more" : "";
}
