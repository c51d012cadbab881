using System.Buffers;

namespace AiOs;

/// <summary>What every manifest must satisfy, wherever it comes from.</summary>
internal static class ModelManifestRules
{
    private const int MaxIdLength = 256;
    private const int DigestLength = 64;
    private const int MaxFiles = 10_000;

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
        { MaxLeases: < 0 } => $"it may be leased {manifest.MaxLeases} times at once, and that must not be negative",
        { FirstTokenMs: < 0 } => $"its first token takes {manifest.FirstTokenMs} ms, and that must not be negative",
        { Files.Count: > MaxFiles } => $"it has {manifest.Files.Count} files, and at most {MaxFiles} are taken",
        { Provenance: { } provenance } when FindProvenanceProblem(manifest, provenance) is { } problem => problem,
        { Price: { } price } when price.Input < 0 || price.CachedInput < 0 || price.Output < 0 => "a price is negative",
        _ => FindFileProblem(manifest.Files),
    };

    private static string? FindProvenanceProblem(ModelManifest manifest, ModelProvenance provenance)
    {
        foreach (string? path in (ReadOnlySpan<string?>)[provenance.SignaturePath, provenance.AttestationPath])
        {
            if (path is not null && !manifest.Files.Any(file => string.Equals(file.Path, path, StringComparison.Ordinal)))
            {
                return $"its provenance names the file '{path}', which is not among its files";
            }
        }

        return null;
    }

    private static string? FindFileProblem(IReadOnlyList<ModelFile> files)
    {
        // Two paths that differ in case are one file on some disks, and then one of them was never verified.
        var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            if (ModelPaths.FindProblem(file.Path) is { } problem)
            {
                return $"the file path '{file.Path}' is not safe: {problem}";
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
}
