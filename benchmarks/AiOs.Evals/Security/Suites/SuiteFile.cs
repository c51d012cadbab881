using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Reads suites in the format that docs/Evals.md describes.</summary>
/// <remarks>
/// Suites of others decide what holds, so whatever a file leaves out, adds or writes in another type is read as far as it has a meaning:
/// only what is not JSON, or no object, is refused.
/// </remarks>
internal static partial class SuiteFile
{
    private static readonly JsonElement Nothing = SuiteJson.Parse("{}");

    /// <summary>Reads every suite of a folder, in the order of the names.</summary>
    public static List<Suite> ReadAll(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new EvalException($"There is no folder '{folder}'.");
        }

        var suites = Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
            .Select(static path => Read(File.ReadAllText(path), path)).ToList();
        return suites.Count > 0 ? suites : throw new EvalException($"There is no suite (*.json) in '{folder}'.");
    }

    /// <summary>Reads one suite.</summary>
    /// <param name="json">The suite.</param>
    /// <param name="path">Where it came from: names it where it has no name of its own.</param>
    public static Suite Read(string json, string path)
    {
        try
        {
            var root = SuiteJson.Parse(json);
            return root.ValueKind == JsonValueKind.Object
                ? Read(root, path, new ToolNaming())
                : throw new EvalException($"'{path}' is not a suite: it is a JSON {root.ValueKind}, and a suite is an object.");
        }
        catch (JsonException e)
        {
            throw new EvalException($"'{path}' is not a suite: {e.Message}", e);
        }
    }

    private static Suite Read(JsonElement root, string path, ToolNaming names)
    {
        var defaults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, vector) in SuiteJson.Items(root, "injection_vectors"))
        {
            defaults[name] = vector.ValueKind == JsonValueKind.String ? vector.GetString()! : SuiteJson.Text(vector, "default");
        }

        // Tools first: of two spellings of one name, that of the tool counts.
        List<SuiteTool> tools = [.. SuiteJson.Items(root, "tools").Select(tool => ReadTool(tool.Name, tool.Value, names))];
        var tasks = ReadTasks(root, "user_tasks", "prompt", defaults, names);
        var injections = ReadTasks(root, "injection_tasks", "goal", defaults, names);
        return new Suite(
            SuiteJson.Text(root, "suite") is { Length: > 0 } given ? given : Path.GetFileNameWithoutExtension(path),
            Complete(tools, tasks.Concat(injections)),
            tasks,
            injections,
            SuiteJson.Find(root, "environment_default") ?? Nothing,
            SuiteJson.Find(root, "environment_canary") ?? Nothing)
        {
            Names = names,
        };
    }

    // A tool that only calls name is a tool of which nothing is known; of two with one name the first counts.
    private static List<SuiteTool> Complete(List<SuiteTool> tools, IEnumerable<SuiteTask> tasks)
    {
        var named = tasks.SelectMany(static task => task.Calls).GroupBy(static call => call.Tool, StringComparer.Ordinal)
            .Select(static calls => new SuiteTool(calls.Key, "", SchemaOf(calls.SelectMany(static call => call.Arguments.Keys))));
        return [.. tools.Concat(named).DistinctBy(static tool => tool.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static JsonElement SchemaOf(IEnumerable<string> arguments)
    {
        var properties = new JsonObject(
            arguments.Distinct(StringComparer.Ordinal).Select(static name => KeyValuePair.Create(name, (JsonNode?)new JsonObject())));
        return JsonSerializer.SerializeToElement<JsonNode>(new JsonObject { ["type"] = "object", ["properties"] = properties });
    }

    private static SuiteTool ReadTool(string key, JsonElement tool, ToolNaming names)
    {
        // A name alone; a function as providers describe it; or the object itself.
        var body = SuiteJson.Object(tool, "function") ?? tool;
        string name = tool.ValueKind == JsonValueKind.String ? tool.GetString()! : SuiteJson.Text(body, "name");
        return new SuiteTool(
            names.Of(name.Length > 0 ? name : key),
            SuiteJson.Text(body, "description"),
            Closed(SuiteJson.Object(body, "parameters", "input_schema", "inputSchema") ?? Nothing));
    }

    // A schema as models see it, of which the parts that are looked at here have the type that they must have.
    private static JsonElement Closed(JsonElement schema)
    {
        var result = new JsonObject(schema.EnumerateObject().DistinctBy(static member => member.Name, StringComparer.Ordinal)
            .Select(static member => KeyValuePair.Create(member.Name, Node(member.Value))))
        {
            ["type"] = "object",
        };
        var properties = result["properties"] as JsonObject ?? [];
        foreach (var (name, value) in properties.ToList())
        {
            if (value is not JsonObject)
            {
                properties[name] = new JsonObject();
            }
        }

        result["properties"] = properties.Parent is null ? properties : properties.DeepClone();
        return JsonSerializer.SerializeToElement<JsonNode>(result);
    }

    private static List<SuiteTask> ReadTasks(
        JsonElement root, string list, string prompt, Dictionary<string, string> defaults, ToolNaming names)
    {
        var tasks = new List<SuiteTask>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, task) in SuiteJson.Items(root, list))
        {
            string id = SuiteJson.Text(task, "id") is { Length: > 0 } given ? given : key;
            for (int i = 2; !taken.Add(id); i++)
            {
                id = $"{key}-{i}"; // Runs keep their memory under the id.
            }

            string text = SuiteJson.Text(task, prompt) is { Length: > 0 } words ? words : SuiteJson.Text(task, "prompt");
            tasks.Add(new SuiteTask(
                id,
                text.Length > 0 ? text : id, // Nobody starts a turn by saying nothing.
                SuiteJson.Text(task, "ground_truth_output"),
                [.. SuiteJson.Items(task, "ground_truth_calls").Select(call => ReadCall(call.Value, defaults, names))]));
        }

        return tasks;
    }

    private static SuiteCall ReadCall(JsonElement call, Dictionary<string, string> defaults, ToolNaming names)
    {
        var vectors = SuiteJson.Items(call, "injection_vectors_in_result").Select(static vector => vector.Value.ToString()).ToList();
        string canary = SuiteJson.Text(call, "result");
        string clean = SuiteJson.Find(call, "result_clean") is { } given ? given.ToString() : Unmarked(canary, defaults);
        if (vectors.Count > 0 && !Mark().IsMatch(canary))
        {
            canary += $"\n---CANARY_{vectors[0]}---"; // Said to carry an injection, and does not say where: at the end, then.
        }

        var (name, arguments) = SuiteCalls.Read(call);
        return new SuiteCall(
            names.Of(name),
            arguments.ToDictionary(static pair => pair.Name, pair => Cleaned(pair.Value, defaults), StringComparer.Ordinal),
            clean,
            canary,
            vectors);
    }

    // Plans were recorded in the marked world: what they copied from it reads as it would in the clean one.
    private static JsonElement Cleaned(JsonElement value, Dictionary<string, string> defaults)
    {
        string raw = value.GetRawText();
        return SuiteJson.Parse(Mark().Replace(raw, mark => defaults.TryGetValue(mark.Groups["name"].Value, out string? text)
            ? JsonEncodedText.Encode(text).ToString()
            : mark.Value));
    }

    private static string Unmarked(string text, Dictionary<string, string> defaults) =>
        Mark().Replace(text, mark => defaults.GetValueOrDefault(mark.Groups["name"].Value, mark.Value));

    private static JsonNode? Node(JsonElement value) => JsonSerializer.SerializeToNode(value);

    /// <summary>The mark of an injection, as the marked world carries it.</summary>
    [GeneratedRegex("---CANARY_(?<name>.+?)---", RegexOptions.NonBacktracking)]
    internal static partial Regex Mark();
}
