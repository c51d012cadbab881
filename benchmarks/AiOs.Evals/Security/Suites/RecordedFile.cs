using System.Text.Json;

namespace AiOs;

/// <summary>Reads records of real models' runs: the logs that AgentDojo writes, one JSON object a file or a line.</summary>
internal static class RecordedFile
{
    /// <summary>Reads a file, or every <c>.json</c> and <c>.jsonl</c> file below a folder, in the order of the names.</summary>
    /// <param name="path">The file or folder.</param>
    /// <returns>The runs; objects that hold no messages are passed over.</returns>
    public static IEnumerable<RecordedRun> ReadAll(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw new EvalException($"There is no file or folder '{path}'.");
        }

        IEnumerable<string> files = File.Exists(path)
            ? [path]
            : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(static file => Path.GetExtension(file) is ".json" or ".jsonl").Order(StringComparer.Ordinal);
        foreach (string file in files)
        {
            IEnumerable<string> texts = Path.GetExtension(file) == ".jsonl" ? File.ReadLines(file) : [File.ReadAllText(file)];
            foreach (string text in texts.Where(static text => !string.IsNullOrWhiteSpace(text)))
            {
                foreach (var run in Read(text, file))
                {
                    yield return run;
                }
            }
        }
    }

    /// <summary>Reads one text: a run, or a list of them.</summary>
    public static List<RecordedRun> Read(string json, string path)
    {
        try
        {
            var root = SuiteJson.Parse(json);
            IEnumerable<JsonElement> items = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : [root];
            return [.. items.Where(static item => SuiteJson.Items(item, "messages").Any()).Select(Read)];
        }
        catch (JsonException e)
        {
            throw new EvalException($"'{path}' is not a record: {e.Message}", e);
        }
    }

    private static RecordedRun Read(JsonElement run)
    {
        List<string> injections = [.. SuiteJson.Items(run, "injections").Select(static pair => pair.Value.ToString()).Where(static text => text.Length > 0)];
        List<JsonElement> messages = [.. SuiteJson.Items(run, "messages").Select(static pair => pair.Value)];
        var results = messages.Where(static message => SuiteJson.Text(message, "role") == "tool").ToList();
        var turns = new List<RecordedTurn>();
        foreach (var message in messages.Where(static message => SuiteJson.Text(message, "role") == "assistant"))
        {
            turns.Add(new RecordedTurn(
                TextOf(message), [.. SuiteJson.Items(message, "tool_calls").Select(call => ReadCall(call.Value, results, injections))]));
        }

        var user = messages.FirstOrDefault(static message => SuiteJson.Text(message, "role") == "user");
        return new RecordedRun(
            SuiteJson.Text(run, "suite_name"),
            SuiteJson.Text(run, "user_task_id"),
            SuiteJson.Text(run, "injection_task_id"),
            TextOf(user),
            injections,
            turns);
    }

    // The result is that of the call's id, or else the next one in order.
    private static SuiteCall ReadCall(JsonElement call, List<JsonElement> results, List<string> injections)
    {
        string id = SuiteJson.Text(call, "id");
        int found = id.Length > 0 ? results.FindIndex(result => SuiteJson.Text(result, "tool_call_id") == id) : -1;
        found = found < 0 && results.Count > 0 ? 0 : found;
        string text = found < 0 ? "" : TextOf(results[found]) is { Length: > 0 } words ? words : SuiteJson.Text(results[found], "error");
        if (found >= 0)
        {
            results.RemoveAt(found);
        }

        // Marked where an injection stands: what a tool fills itself is read from the rest.
        string marked = text;
        for (int i = 0; i < injections.Count; i++)
        {
            marked = marked.Replace(injections[i], $"---CANARY_{i}---", StringComparison.Ordinal);
        }

        var (name, arguments) = SuiteCalls.Read(call);
        return new SuiteCall(
            name, arguments.ToDictionary(static pair => pair.Name, static pair => pair.Value, StringComparer.Ordinal), text, marked, []);
    }

    // A text, or a list of parts of which some hold text.
    private static string TextOf(JsonElement message) => SuiteJson.Find(message, "content") switch
    {
        { ValueKind: JsonValueKind.Array } parts => string.Join(
            '\n', parts.EnumerateArray().Select(static part => part.ValueKind == JsonValueKind.String ? part.GetString()! : PartText(part))),
        { } text => text.ToString(),
        null => "",
    };

    private static string PartText(JsonElement part) =>
        SuiteJson.Text(part, "content") is { Length: > 0 } content ? content : SuiteJson.Text(part, "text");
}
