using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Reads the arguments of a call as a model wrote them: as JSON, as plain values, as text where a number should be.</summary>
internal static class CallArguments
{
    /// <summary>Gives an argument as text; empty where it is missing.</summary>
    public static string Text(this FunctionCallContent call, string name) => call.Texts(name).FirstOrDefault("");

    /// <summary>Gives an argument as a list of texts; a single value is a list of one.</summary>
    public static IEnumerable<string> Texts(this FunctionCallContent call, string name) =>
        call.Arguments?.TryGetValue(name, out object? value) == true ? Texts(value) : [];

    private static IEnumerable<string> Texts(object? value) => value switch
    {
        null => [],
        string text => [text],
        JsonElement { ValueKind: JsonValueKind.Array } array => array.EnumerateArray().SelectMany(static item => Texts(item)),
        JsonElement { ValueKind: JsonValueKind.Null } => [],
        JsonElement json => [json.ToString()],
        IEnumerable<object?> items => items.SelectMany(Texts),
        _ => [Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""],
    };
}
