using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AiOs;

/// <summary>The tool <c>json</c>: picks values out of a JSON text.</summary>
/// <remarks>Source of the paths: JSON Pointer, RFC 6901, to which <c>*</c> as a step adds "every member or element".</remarks>
public static class JsonTool
{
    private const int MaxMatches = 1_000;
    private const int MaxDepth = 64;
    private const int MaxCharacters = 1_000_000; // Of what is given for several matches: each names its path, which may be long.
    private const int ShownCharacters = 12_000;

    private const string Schema = """
        {"type":"object","properties":{
        "json":{"type":"string","description":"The JSON text."},
        "path":{"type":"string","description":"Which values: /orders/0/total for one, /orders/*/total for all; empty for the whole, laid out for reading."}},
        "required":["json"]}
        """;

    /// <summary>Creates the tool.</summary>
    /// <param name="outputs">Keeps what is too long to be shown.</param>
    /// <returns>A tool without effects: its result is as trusted as its arguments.</returns>
    public static ToolDescriptor Create(OutputStore outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return new ToolDescriptor
        {
            Function = new ToolFunction("json", "Picks values out of a JSON text by their path.", Schema, (arguments, _) =>
            {
                string json = ToolArgumentReader.Text(arguments, "json");
                string path = ToolArgumentReader.TextOrNull(arguments, "path") ?? "";
                return ValueTask.FromResult(outputs.Fit(Select(json, path), ShownCharacters));
            }),
            Effects = ToolEffects.None,
            ResultIntegrity = Integrity.System,
            AllowsParallelCalls = true,
            IsIdempotent = true,
            Origin = "AiOs.Tools",
        };
    }

    private static string Select(string json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var matches = new List<(JsonPath? Path, JsonElement Value)>();
            Find(document.RootElement, null, Steps(path), matches);
            if (matches.Count == 0)
            {
                return $"Nothing is at '{path}'.";
            }

            return path.Contains('*', StringComparison.Ordinal) ? Lines(matches) : Write(matches[0].Value);
        }
        catch (JsonException e)
        {
            throw new ToolFailureException($"The text is not JSON: {e.Message}", e);
        }
    }

    private static ReadOnlySpan<string> Steps(string path) =>
        path.Length == 0 ? []
        : path[0] == '/' ? path[1..].Split('/')
        : throw new ToolFailureException($"'{path}' is not a path: it begins with a slash, such as /orders/0/total.");

    private static void Find(JsonElement value, JsonPath? path, ReadOnlySpan<string> steps, List<(JsonPath? Path, JsonElement Value)> matches)
    {
        if (matches.Count > MaxMatches)
        {
            return;
        }

        if (steps.IsEmpty)
        {
            matches.Add((path, value));
            return;
        }

        string step = steps[0];
        string name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                if (step == "*" || string.Equals(member.Name, name, StringComparison.Ordinal))
                {
                    Find(member.Value, new JsonPath(path, member.Name), steps[1..], matches);
                }
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            int index = 0;
            foreach (var element in value.EnumerateArray())
            {
                string number = index.ToString(CultureInfo.InvariantCulture);
                if (step == "*" || step == number)
                {
                    Find(element, new JsonPath(path, number), steps[1..], matches);
                }

                index++;
            }
        }
    }

    // One match more than are given was looked for, which says whether there are more.
    private static string Lines(List<(JsonPath? Path, JsonElement Value)> matches)
    {
        var text = new StringBuilder();
        for (int i = 0; i < matches.Count; i++)
        {
            if (i == MaxMatches || text.Length > MaxCharacters)
            {
                return text.Append("[there are more]").ToString();
            }

            matches[i].Path?.WriteTo(text);
            text.Append(": ").Append(matches[i].Value.GetRawText()).Append('\n');
        }

        text.Length--;
        return text.ToString();
    }

    private static string Write(JsonElement value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
