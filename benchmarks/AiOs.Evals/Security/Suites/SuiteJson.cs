using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Reads JSON that others wrote: what is missing or of another type counts as empty, and half a character as U+FFFD.</summary>
internal static partial class SuiteJson
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 256,
    };

    /// <summary>Parses a text.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(HalfCharacter().Replace(json, @"\uFFFD"), Lenient);
        return document.RootElement.Clone();
    }

    /// <summary>Gives a member as text: a string's value, anything else as it is written; empty for nothing.</summary>
    public static string Text(JsonElement parent, string name) => Find(parent, name) is { } value ? value.ToString() : "";

    /// <summary>Gives the items of an array, the values of an object (each with its name for an id), or nothing.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Items(JsonElement parent, string name) => Find(parent, name) switch
    {
        { ValueKind: JsonValueKind.Array } array =>
            array.EnumerateArray().Select(static (item, index) => (index.ToString(CultureInfo.InvariantCulture), item)),
        { ValueKind: JsonValueKind.Object } members => members.EnumerateObject().Select(static member => (member.Name, member.Value)),
        _ => [],
    };

    /// <summary>Gives an object that may also be written as a string of JSON, as providers write arguments; null for anything else.</summary>
    public static JsonElement? Object(JsonElement parent, params string[] names)
    {
        foreach (string name in names)
        {
            if (Find(parent, name) is not { } value)
            {
                continue;
            }

            if (value.ValueKind == JsonValueKind.Object)
            {
                return value;
            }

            if (value.ValueKind == JsonValueKind.String && TryParse(value.GetString()!) is { ValueKind: JsonValueKind.Object } inner)
            {
                return inner;
            }
        }

        return null;
    }

    /// <summary>Gives a member that is there and not null.</summary>
    public static JsonElement? Find(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value)
        && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    private static JsonElement? TryParse(string json)
    {
        try
        {
            return Parse(json);
        }
        catch (JsonException)
        {
            return null; // A text that is no JSON holds no object.
        }
    }

    // A high surrogate without a low one after it, or a low one without a high one before it.
    [GeneratedRegex(
        @"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}",
        RegexOptions.None,
        60_000)]
    private static partial Regex HalfCharacter();
}
