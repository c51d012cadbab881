using System.Text.Json;

namespace AiOs;

/// <summary>One call that took effect.</summary>
internal sealed record LedgerEntry(string Tool, IReadOnlyDictionary<string, JsonElement> Arguments)
{
    /// <summary>Compares arguments: by name and value, where null and missing are the same.</summary>
    public static bool SameArguments(IReadOnlyDictionary<string, JsonElement> left, IReadOnlyDictionary<string, JsonElement> right) =>
        left.Keys.Union(right.Keys, StringComparer.Ordinal).All(name => SameValue(ValueOf(left, name), ValueOf(right, name)));

    public static JsonElement ValueOf(IReadOnlyDictionary<string, JsonElement> arguments, string name) =>
        arguments.TryGetValue(name, out var value) ? value : default;

    /// <summary>Compares two values; numbers by value, so that 10 and 10.0 are the same.</summary>
    public static bool SameValue(JsonElement left, JsonElement right) => IsNothing(left) || IsNothing(right)
        ? IsNothing(left) && IsNothing(right)
        : JsonElement.DeepEquals(left, right)
            || (left.ValueKind == JsonValueKind.Number && right.ValueKind == JsonValueKind.Number
                && left.GetDouble().Equals(right.GetDouble()));

    private static bool IsNothing(JsonElement value) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
}
