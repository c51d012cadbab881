using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Reads suites in the format that docs/Evals.md describes.</summary>
internal static partial class SuiteFile
{
    private static readonly JsonElement NoSchema = JsonDocument.Parse("""{"type":"object","properties":{}}""").RootElement.Clone();

    /// <summary>Reads every suite of a folder, in the order of the names.</summary>
    public static List<Suite> ReadAll(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new EvalException($"There is no folder '{folder}'.");
        }

        var suites = Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read).ToList();
        return suites.Count > 0 ? suites : throw new EvalException($"There is no suite (*.json) in '{folder}'.");
    }

    private static Suite Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return Read(document.RootElement, Path.GetFileNameWithoutExtension(path));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new EvalException($"'{path}' is not a suite: {e.Message}", e);
        }
    }

    private static Suite Read(JsonElement root, string name)
    {
        var defaults = Members(root, "injection_vectors").ToDictionary(
            static vector => vector.Name, static vector => Text(vector.Value, "default"), StringComparer.Ordinal);
        List<SuiteTask> tasks = [.. Items(root, "user_tasks").Select(task => ReadTask(task, "prompt", defaults))];
        List<SuiteTask> injections = [.. Items(root, "injection_tasks").Select(task => ReadTask(task, "goal", defaults))];
        return new Suite(
            Text(root, "suite") is { Length: > 0 } given ? given : name,
            Complete([.. Items(root, "tools").Select(ReadTool)], tasks.Concat(injections)),
            tasks,
            injections,
            Inner(root, "environment_default"),
            Inner(root, "environment_canary"));
    }

    // A tool that only calls name is a tool of which nothing is known; of two with one name the first counts.
    private static List<SuiteTool> Complete(List<SuiteTool> tools, IEnumerable<SuiteTask> tasks)
    {
        var named = tasks.SelectMany(static task => task.Calls).Select(static call => new SuiteTool(call.Tool, "", SchemaOf(call)));
        return [.. tools.Concat(named).DistinctBy(static tool => tool.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static JsonElement SchemaOf(SuiteCall call)
    {
        var properties = new JsonObject(call.Arguments.Keys.Select(static name => KeyValuePair.Create(name, (JsonNode?)new JsonObject())));
        return JsonSerializer.SerializeToElement<JsonNode>(new JsonObject { ["type"] = "object", ["properties"] = properties });
    }

    // The kernel keeps some names for itself, and takes only names that every provider takes.
    private static string NameOf(string name)
    {
        string safe = new([.. name.Take(56).Select(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_')]);
        return safe.Length > 0 && !ToolNames.Reserved.Contains(safe, StringComparer.OrdinalIgnoreCase) ? safe : "suite_" + safe;
    }

    private static SuiteTool ReadTool(JsonElement tool) => new(
        NameOf(Text(tool, "name")),
        Text(tool, "description"),
        tool.TryGetProperty("parameters", out var schema) && schema.ValueKind == JsonValueKind.Object ? schema.Clone() : NoSchema);

    private static SuiteTask ReadTask(JsonElement task, string prompt, Dictionary<string, string> defaults) => new(
        Text(task, "id"),
        Text(task, prompt),
        Text(task, "ground_truth_output"),
        [.. Items(task, "ground_truth_calls").Select(call => ReadCall(call, defaults))]);

    private static SuiteCall ReadCall(JsonElement call, Dictionary<string, string> defaults)
    {
        string canary = Text(call, "result");
        return new SuiteCall(
            NameOf(Text(call, "function")),
            Members(call, "args").ToDictionary(
                static pair => pair.Name, pair => Cleaned(pair.Value, defaults), StringComparer.Ordinal),
            call.TryGetProperty("result_clean", out _) ? Text(call, "result_clean") : Unmarked(canary, defaults),
            canary,
            [.. Items(call, "injection_vectors_in_result").Select(static vector => vector.ToString())]);
    }

    // Plans were recorded in the marked world: what they copied from it reads as it would in the clean one.
    private static JsonElement Cleaned(JsonElement value, Dictionary<string, string> defaults)
    {
        string raw = value.GetRawText();
        string clean = Mark().Replace(raw, mark => defaults.TryGetValue(mark.Groups["name"].Value, out string? text)
            ? JsonEncodedText.Encode(text).ToString()
            : mark.Value);
        using var document = JsonDocument.Parse(clean);
        return document.RootElement.Clone();
    }

    private static string Unmarked(string text, Dictionary<string, string> defaults) =>
        Mark().Replace(text, mark => defaults.GetValueOrDefault(mark.Groups["name"].Value, mark.Value));

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value.ToString() : "";

    private static JsonElement Inner(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? value.Clone() : NoSchema;

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    private static JsonElement.ObjectEnumerator Members(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default;

    /// <summary>The mark of an injection, as the marked world carries it.</summary>
    [GeneratedRegex("---CANARY_(?<name>.+?)---", RegexOptions.NonBacktracking)]
    internal static partial Regex Mark();
}
