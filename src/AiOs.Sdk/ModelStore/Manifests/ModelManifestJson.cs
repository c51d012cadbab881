using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Text.Json;

namespace AiOs;

/// <summary>Reads and writes model manifests as JSON; reads strictly: an unknown, repeated or ill-typed member is an error, not a guess.</summary>
/// <remarks>
/// Members are named as in <see cref="ModelManifest"/>, in camel case; kinds and openness are words (<c>"chat"</c>,
/// <c>"openWeights"</c>). Only <c>id</c> is required. Comments and trailing commas are refused. <see cref="Schema"/> is the
/// JSON Schema of the format, for editors and other tools.
/// </remarks>
public static class ModelManifestJson
{
    /// <summary>The largest manifest that is read, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int StretchFiles = 32; // Enough to share one buffer, few enough to spread over the cores.
    private const int UsualBytes = 16 * 1024; // Manifests are small; one buffer serves nearly all of them.

    /// <summary>Gets the JSON Schema (draft 2020-12) of a manifest.</summary>
    public static string Schema
    {
        get
        {
            using var stream = typeof(ModelManifestJson).Assembly.GetManifestResourceStream("AiOs.model-manifest.schema.json")!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Writes one manifest, so that reading it gives an equal one.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <returns>The JSON in UTF-8.</returns>
    /// <exception cref="ModelManifestException">The manifest contradicts itself.</exception>
    public static byte[] Write(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ModelManifestRules.Check(manifest, "the caller");
        return JsonSerializer.SerializeToUtf8Bytes(
            ModelManifestDocument.Of(manifest), ModelManifestJsonContext.Default.ModelManifestDocument);
    }

    /// <summary>Reads every manifest of a folder, ordered by file name: the catalogue of a shop.</summary>
    /// <param name="folder">The folder; files that end with <c>.json</c> are read, subfolders are not.</param>
    /// <returns>The manifests.</returns>
    /// <exception cref="ModelManifestException">A file is not a manifest, is too large, or repeats the id of another.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<ModelManifest> ReadFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string[] paths = Directory.GetFiles(folder, "*.json");
        Array.Sort(paths, StringComparer.Ordinal);
        var manifests = new ModelManifest[paths.Length];

        // Most of the time goes into opening files, which the system does on several cores at once.
        var failures = new ExceptionDispatchInfo?[(paths.Length + StretchFiles - 1) / StretchFiles];
        Parallel.For(0, failures.Length, stretch =>
        {
            int first = stretch * StretchFiles;
            int count = Math.Min(StretchFiles, paths.Length - first);
            failures[stretch] = ReadStretch(paths.AsSpan(first, count), manifests.AsSpan(first, count));
        });
        Array.Find(failures, static failure => failure is not null)?.Throw(); // The first by name, as if they had been read in order.

        var ids = new Dictionary<string, string>(paths.Length, StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < paths.Length; i++)
        {
            if (!ids.TryAdd(manifests[i].Id, paths[i]))
            {
                throw new ModelManifestException(
                    $"The model id '{manifests[i].Id}' stands in {ids[manifests[i].Id]} and in {paths[i]}. Remove one of them.");
            }
        }

        return manifests;
    }

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
            var document = QuickManifestReader.Read(utf8Json)
                ?? JsonSerializer.Deserialize(utf8Json, ModelManifestJsonContext.Default.ModelManifestDocument)
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

    // Gives the failure that ended the stretch, or null.
    private static ExceptionDispatchInfo? ReadStretch(ReadOnlySpan<string> paths, Span<ModelManifest> manifests)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
        try
        {
            for (int i = 0; i < paths.Length; i++)
            {
                manifests[i] = Parse(ReadFile(paths[i], ref buffer), paths[i]);
            }

            return null;
        }
        catch (Exception error) when (error is ModelManifestException or IOException or UnauthorizedAccessException)
        {
            return ExceptionDispatchInfo.Capture(error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ReadOnlySpan<byte> ReadFile(string path, ref byte[] buffer)
    {
        using var file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        if (length > MaxBytes)
        {
            throw new ModelManifestException($"The manifest {path} has {length} bytes; at most {MaxBytes} are read.");
        }

        if (length > buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent((int)length);
        }

        int read = 0;
        while (read < length && RandomAccess.Read(file, buffer.AsSpan(read, (int)length - read), read) is > 0 and int more)
        {
            read += more;
        }

        return buffer.AsSpan(0, read);
    }
}
