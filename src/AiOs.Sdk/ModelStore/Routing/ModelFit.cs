namespace AiOs;

/// <summary>Whether a model can do what a request asks.</summary>
internal static class ModelFit
{
    /// <summary>Says whether a model fits, without saying why not: the common question, asked of every model of the catalogue.</summary>
    public static bool Fits(ModelManifest manifest, ModelRequest request) =>
        manifest.Kind == request.Kind
        && manifest.ContextWindowTokens >= request.MinContextWindowTokens
        && manifest.Licence.Openness >= request.MinOpenness
        && (request.MaxPrice is not { } max || (manifest.Price is { } price && price.Input <= max && price.Output <= max))
        && FirstMissing(manifest.Capabilities, request.Capabilities) is null
        && FirstMissing(manifest.Modalities, request.Modalities) is null;

    /// <summary>Says why a model does not fit, or null.</summary>
    public static string? FindObstacle(ModelManifest manifest, ModelRequest request) => manifest switch
    {
        _ when manifest.Kind != request.Kind => $"it is a {manifest.Kind} model, not a {request.Kind} model",
        _ when FirstMissing(manifest.Capabilities, request.Capabilities) is { } missing => $"it lacks the capability '{missing}'",
        _ when FirstMissing(manifest.Modalities, request.Modalities) is { } missing => $"it does not take {missing}",
        _ when manifest.ContextWindowTokens < request.MinContextWindowTokens =>
            $"its window takes {manifest.ContextWindowTokens} tokens, not {request.MinContextWindowTokens}",
        _ when manifest.Licence.Openness < request.MinOpenness =>
            $"its openness is {manifest.Licence.Openness}, less than {request.MinOpenness}",
        _ when !Fits(manifest, request) => $"its price is {(manifest.Price is { } price ? $"{price.Input} and {price.Output}" : "unknown")}, "
            + $"and {request.MaxPrice} dollars a million tokens is the most",
        _ => null,
    };

    /// <summary>Writes a request for people.</summary>
    public static string Describe(ModelRequest request)
    {
        string text = $"kind {request.Kind}";
        if (request.Capabilities.Count > 0)
        {
            text += $"; capabilities {string.Join(", ", request.Capabilities)}";
        }

        if (request.Modalities.Count > 0)
        {
            text += $"; content {string.Join(", ", request.Modalities)}";
        }

        if (request.MinContextWindowTokens > 0)
        {
            text += $"; a window of at least {request.MinContextWindowTokens} tokens";
        }

        if (request.MinOpenness > Openness.Closed)
        {
            text += $"; openness of at least {request.MinOpenness}";
        }

        return request.MaxPrice is { } max ? $"{text}; at most {max} dollars a million tokens" : text;
    }

    // Lists of a few names: a loop beats every set.
    private static string? FirstMissing(IReadOnlyList<string> offered, IReadOnlyList<string> wanted)
    {
        for (int i = 0; i < wanted.Count; i++)
        {
            bool isThere = false;
            for (int j = 0; j < offered.Count && !isThere; j++)
            {
                isThere = string.Equals(offered[j], wanted[i], StringComparison.Ordinal);
            }

            if (!isThere)
            {
                return wanted[i];
            }
        }

        return null;
    }
}
