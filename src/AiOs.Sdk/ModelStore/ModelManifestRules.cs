using System.Buffers;

namespace AiOs;

/// <summary>What every manifest must satisfy, wherever it comes from.</summary>
internal static class ModelManifestRules
{
    private const int MaxIdLength = 256;
    private const int DigestLength = 64;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Checks a manifest.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="origin">Who brought it, for the message.</param>
    /// <exception cref="ModelManifestException">It contradicts itself.</exception>
    public static void Check(ModelManifest manifest, string origin)
    {
        if (FindProblem(manifest) is { } problem)
        {
            throw new ModelManifestException($"The manifest of model '{manifest.Id}' from {origin} cannot be used: {problem}.");
        }
    }

    private static string? FindProblem(ModelManifest manifest) => manifest switch
    {
        { Id.Length: 0 or > MaxIdLength } => $"its id must be 1 to {MaxIdLength} characters",
        _ when manifest.Id.Any(char.IsControl) => "its id contains control characters",
        { ContextWindowTokens: <= 0 } => $"its window is {manifest.ContextWindowTokens} tokens, and must be above 0",
        { MaxOutputTokens: < 0 } => $"its output limit is {manifest.MaxOutputTokens} tokens, and must not be negative",
        _ when manifest.Kind is ModelKind.Chat && manifest.MaxOutputTokens >= manifest.ContextWindowTokens =>
            $"its output limit of {manifest.MaxOutputTokens} tokens leaves no room for a request in its window of "
            + $"{manifest.ContextWindowTokens}",
        { Price: { } price } when price.Input < 0 || price.CachedInput < 0 || price.Output < 0 => "a price is negative",
        _ => FindFileProblem(manifest.Files),
    };

    private static string? FindFileProblem(IReadOnlyList<ModelFile> files)
    {
        // Two paths that differ in case are one file on some disks, and then one of them was never verified.
        var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            if (!IsInside(file.Path))
            {
                return $"the file path '{file.Path}' is not relative, has empty or dotted segments, or uses characters other "
                    + "than forward slashes to separate them";
            }

            if (!paths.Add(file.Path))
            {
                return $"the file '{file.Path}' stands there twice";
            }

            if (file.SizeBytes < 0)
            {
                return $"the file '{file.Path}' has a negative size";
            }

            if (file.Sha256.Length != DigestLength || file.Sha256.AsSpan().ContainsAnyExcept(Digits))
            {
                return $"the SHA-256 of the file '{file.Path}' is not {DigestLength} hexadecimal digits";
            }
        }

        return null;
    }

    // A path that could leave the model's own folder on any system is refused on every system.
    private static bool IsInside(string path) =>
        path.AsSpan().IndexOfAny("\\:\0") < 0
        && path.Split('/').All(segment => segment.Length > 0 && segment is not ("." or ".."));
}
