namespace AiOs;

/// <summary>Chooses a model for a request: of those that fit and have a lease free, a healthy one, then by the request's preference.</summary>
internal sealed class ModelRouter
{
    private readonly ModelEntry[] _entries;
    private readonly Dictionary<string, ModelEntry> _byId;
    private readonly IReadOnlyDictionary<string, string> _refused;

    /// <summary>Creates a router.</summary>
    /// <param name="entries">The models, in the order of the catalogue.</param>
    /// <param name="refused">Why models that are not among them were refused, by id.</param>
    public ModelRouter(IEnumerable<ModelEntry> entries, IReadOnlyDictionary<string, string> refused)
    {
        _entries = [.. entries];
        _byId = _entries.ToDictionary(entry => entry.Manifest.Id, StringComparer.Ordinal);
        _refused = refused;
    }

    /// <summary>Chooses, or gives null where all that fit are lent out.</summary>
    /// <exception cref="ModelNotFoundException">Nothing fits.</exception>
    public (ModelEntry Entry, string Reason)? Choose(ModelRequest request)
    {
        if (request.Id is { } id)
        {
            var named = Named(id, request);
            return named.IsFull ? null : (named, "asked for by name");
        }

        ModelEntry? best = null;
        int fitting = 0;
        int full = 0;
        int resting = 0;
        foreach (var entry in _entries)
        {
            if (!ModelFit.Fits(entry.Manifest, request))
            {
                continue;
            }

            fitting++;
            if (entry.IsFull)
            {
                full++;
                continue;
            }

            resting += entry.Health.IsGood ? 0 : 1;
            best = best is null || Precedes(entry, best, request.Prefer) ? entry : best;
        }

        if (fitting == 0)
        {
            throw NothingFits(request);
        }

        return best is null ? null : (best, Reason(request, best, fitting, full, resting));
    }

    private ModelEntry Named(string id, ModelRequest request)
    {
        if (!_byId.TryGetValue(id, out var named))
        {
            throw new ModelNotFoundException(_refused.TryGetValue(id, out string? refusal)
                ? $"Model '{id}' was refused: {refusal}."
                : $"No model is called '{id}'. {Contents()}");
        }

        return ModelFit.FindObstacle(named.Manifest, request) is { } obstacle
            ? throw new ModelNotFoundException($"Model '{id}' was asked for by name, but {obstacle}.")
            : named;
    }

    // Strictly better: among equals the first of the catalogue stays.
    private static bool Precedes(ModelEntry entry, ModelEntry best, ModelPreference preference)
    {
        bool isGood = entry.Health.IsGood;
        if (isGood != best.Health.IsGood)
        {
            return isGood;
        }

        return preference switch
        {
            ModelPreference.LowPrice => entry.Price < best.Price,
            ModelPreference.LowLatency => entry.FirstTokenMs < best.FirstTokenMs,
            ModelPreference.Openness => entry.Manifest.Licence.Openness > best.Manifest.Licence.Openness,
            _ => false,
        };
    }

    private static string Reason(ModelRequest request, ModelEntry best, int fitting, int full, int resting)
    {
        string rank = request.Prefer switch
        {
            ModelPreference.LowPrice => "cheapest",
            ModelPreference.LowLatency => "fastest",
            ModelPreference.Openness => "most open",
            _ => "first",
        };
        string reason = $"{rank} of {fitting} that fit {ModelFit.Describe(request)}";
        if (full > 0)
        {
            reason += $"; {full} lent out";
        }

        if (resting > 0)
        {
            reason += $"; {resting} resting after failures";
        }

        return best.Health.IsGood ? reason : reason + ", this one too, for want of a healthy one";
    }

    private ModelNotFoundException NothingFits(ModelRequest request)
    {
        const int Shown = 10;
        string obstacles = _entries.Length == 0
            ? Contents()
            : string.Join("; ", _entries.Take(Shown).Select(entry => $"'{entry.Manifest.Id}': {ModelFit.FindObstacle(entry.Manifest, request)}"))
                + More(Shown) + ".";
        string refused = _refused.Count == 0
            ? ""
            : $" Refused: {string.Join("; ", _refused.Take(Shown).Select(pair => $"'{pair.Key}': {pair.Value}"))}.";
        return new ModelNotFoundException($"No model fits {ModelFit.Describe(request)}. {obstacles}{refused}");
    }

    private string Contents()
    {
        const int Shown = 20;
        return _entries.Length == 0
            ? "The catalogue is empty: register a model with AddChatClient, or an IChatClient in the container."
            : $"There are: {string.Join(", ", _entries.Take(Shown).Select(entry => entry.Manifest.Id))}{More(Shown)}.";
    }

    private string More(int shown) => _entries.Length > shown ? $"; and {_entries.Length - shown} more" : "";
}
