using System.Text.Json;

namespace AiOs;

/// <summary>Finds values in a suite's world.</summary>
internal static class SuitePaths
{
    /// <summary>Gives the texts and numbers at a path: names with dots between them, <c>[]</c> for all items, <c>*</c> for all members,
    /// and <c>[!name]</c> for those of which a property is empty or missing.</summary>
    public static IEnumerable<string> Texts(JsonElement root, string path)
    {
        IEnumerable<JsonElement> found = [root];
        foreach (string part in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            found = found.SelectMany(value => Step(value, part)).ToList();
        }

        return found.Where(static value => value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            .Select(static value => value.ToString()).Where(static text => text.Length > 0);
    }

    private static IEnumerable<JsonElement> Step(JsonElement value, string part) => (part, value.ValueKind) switch
    {
        ("[]", JsonValueKind.Array) => value.EnumerateArray(),
        (['[', '!', .. var name, ']'], JsonValueKind.Object) => IsEmpty(value, name) ? [value] : [],
        ("*", JsonValueKind.Object) => value.EnumerateObject().Select(static property => property.Value),
        (_, JsonValueKind.Object) => value.TryGetProperty(part, out var inner) ? [inner] : [],
        _ => [],
    };

    private static bool IsEmpty(JsonElement value, string name) => !value.TryGetProperty(name, out var property) || property.ValueKind switch
    {
        JsonValueKind.Object => !property.EnumerateObject().Any(),
        JsonValueKind.Array => property.GetArrayLength() == 0,
        JsonValueKind.String => property.GetString()!.Length == 0,
        JsonValueKind.Null => true,
        _ => false,
    };
}
