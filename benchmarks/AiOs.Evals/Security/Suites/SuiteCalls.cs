using System.Text.Json;

namespace AiOs;

/// <summary>Reads a call in the forms in which suites and records of models write one.</summary>
internal static class SuiteCalls
{
    /// <summary>Gives the tool's name and the arguments, each name once.</summary>
    /// <remarks>
    /// <c>{"function":"f","args":{}}</c>, <c>{"name":"f","arguments":{}}</c>, <c>{"function":{"name":"f","arguments":"{}"}}</c>; the arguments as an object or
    /// as a string of JSON.
    /// </remarks>
    public static (string Name, IReadOnlyList<JsonProperty> Arguments) Read(JsonElement call)
    {
        var body = SuiteJson.Find(call, "function") is { ValueKind: JsonValueKind.Object } function ? function : call;
        string name = SuiteJson.Text(body, "function") is { Length: > 0 } given ? given : SuiteJson.Text(body, "name");
        var arguments = SuiteJson.Object(body, "args", "arguments", "input");
        return (name, arguments is null
            ? []
            : [.. arguments.Value.EnumerateObject().Where(static pair => pair.Name.Length > 0).DistinctBy(static pair => pair.Name, StringComparer.Ordinal)]);
    }
}
