using System.Text.Json;

namespace AiOs;

/// <summary>Reads model manifests from JSON, strictly: an unknown, repeated or ill-typed member is an error, not a guess.</summary>
/// <remarks>
/// Members are named as in <see cref="ModelManifest"/>, in camel case; kinds and openness are words (<c>"chat"</c>,
/// <c>"openWeights"</c>). Only <c>id</c> is required. Comments and trailing commas are refused.
/// </remarks>
public static class ModelManifestJson
{
    /// <summary>The largest manifest that is read, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Reads one manifest.</summary>
    /// <param name="utf8Json">The JSON, at most <see cref="MaxBytes"/>.</param>
    /// <param name="origin">Where it comes from, for messages, such as a file's name.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="ModelManifestException">The text is not a manifest; the message says where and why.</exception>
    public static ModelManifest Parse(ReadOnlySpan<byte> utf8Json, string origin = "JSON")
    {
        ArgumentException.ThrowIfNullOrEmpty(origin);
        if (utf8Json.Length > MaxBytes)
        {
            throw new ModelManifestException(
                $"The manifest from {origin} has {utf8Json.Length} bytes; at most {MaxBytes} are read.");
        }

        try
        {
            var document = JsonSerializer.Deserialize(utf8Json, ModelManifestJsonContext.Default.ModelManifestDocument)
                ?? throw new ModelManifestException($"The manifest from {origin} is null; an object was expected.");
            var manifest = document.ToManifest();
            ModelManifestRules.Check(manifest, origin);
            return manifest;
        }
        catch (JsonException error)
        {
            // The serializer's message names the path, the line and what was expected, and quotes no content.
            throw new ModelManifestException($"The manifest from {origin} cannot be read: {error.Message}", error);
        }
    }
}
