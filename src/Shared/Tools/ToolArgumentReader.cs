using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Reads a tool's arguments, however the model's client wrote them: as values, as JSON, and numbers also as texts.</summary>
/// <remarks>What is wrong is an <see cref="ArgumentException"/>: to its message the registry adds the schema, for the model to see.</remarks>
internal static class ToolArgumentReader
{
    /// <summary>Reads a text that must be there.</summary>
    public static string Text(AIFunctionArguments arguments, string name) =>
        TextOrNull(arguments, name) ?? throw Wrong(name, "a text");

    /// <summary>Reads a text that must say something, without the white space around it.</summary>
    public static string Word(AIFunctionArguments arguments, string name) =>
        TextOrNull(arguments, name)?.Trim() is { Length: > 0 } word ? word : throw Wrong(name, "a text that is not empty");

    /// <summary>Reads a text that may be left out.</summary>
    public static string? TextOrNull(AIFunctionArguments arguments, string name) => Find(arguments, name) switch
    {
        null => null,
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
        _ => throw Wrong(name, "a text"),
    };

    /// <summary>Reads a whole number that may be left out.</summary>
    public static long Number(AIFunctionArguments arguments, string name, long otherwise) => Find(arguments, name) switch
    {
        null => otherwise,
        int number => number,
        long number => number,
        JsonElement { ValueKind: JsonValueKind.Number } json when json.TryGetInt64(out long number) => number,
        JsonElement { ValueKind: JsonValueKind.String } json when TryParse(json.GetString(), out long number) => number,
        string text when TryParse(text, out long number) => number,
        _ => throw Wrong(name, "a whole number"),
    };

    /// <summary>Reads a truth value that may be left out.</summary>
    public static bool Flag(AIFunctionArguments arguments, string name) => Find(arguments, name) switch
    {
        null => false,
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>Reads a list of texts that must be there.</summary>
    public static IReadOnlyList<string> Texts(AIFunctionArguments arguments, string name) => Find(arguments, name) switch
    {
        IEnumerable<string> texts => [.. texts],
        IEnumerable<object?> items when items.All(static item => item is string) => [.. items.Cast<string>()],
        JsonElement { ValueKind: JsonValueKind.Array } array
            when array.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String) =>
            [.. array.EnumerateArray().Select(static item => item.GetString()!)],
        _ => throw Wrong(name, "a list of texts"),
    };

    private static object? Find(AIFunctionArguments arguments, string name) =>
        arguments.TryGetValue(name, out object? value) && value is not JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }
            ? value
            : null;

    private static bool TryParse(string? text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static ArgumentException Wrong(string name, string expected) => new($"The argument \"{name}\" must be {expected}.");
}
