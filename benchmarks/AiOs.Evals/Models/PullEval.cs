using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace AiOs;

/// <summary>Pulls one file through the model cache, inspects it, and says how fast that was.</summary>
internal static class PullEval
{
    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("address", "path", "size", "sha256", "cache");
        string path = Required(arguments, "path");
        var manifest = new ModelManifest
        {
            Id = "pulled",
            Files = [new ModelFile(path, long.Parse(Required(arguments, "size"), CultureInfo.InvariantCulture), Required(arguments, "sha256"))],
        };
        string address = Required(arguments, "address");
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        IModelSource source = Directory.Exists(address) ? new FolderModelSource(address) : new HttpModelSource(client, new Uri(address));
        var cache = new FolderModelCache(Required(arguments, "cache"));
        long start = Stopwatch.GetTimestamp();
        await using var files = await cache.PullAsync(manifest, source);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await using var content = files.OpenRead(path);
        var format = await ModelFileInspector.InspectAsync(content, path);
        content.Position = 0;
        var header = format == ModelFileFormat.Gguf ? GgufHeader.Read(content) : null;
        var line = new JsonObject
        {
            ["eval"] = "pull",
            ["bytes"] = manifest.Files[0].SizeBytes,
            ["seconds"] = Math.Round(seconds, 3),
            ["megabytesPerSecond"] = Math.Round(manifest.Files[0].SizeBytes / seconds / 1e6, 1),
            ["format"] = format.ToString(),
            ["architecture"] = header?.Architecture,
            ["contextLength"] = header?.ContextLength,
            ["tensors"] = header?.Tensors.Count,
        };
        await output.WriteLineAsync(line.ToJsonString());
    }

    private static string Required(Arguments arguments, string name) =>
        arguments.Find(name) ?? throw new EvalException($"pull needs --{name}.");
}
