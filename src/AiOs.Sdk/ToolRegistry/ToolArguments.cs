using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Compares a model's arguments with a tool's schema before the tool runs.</summary>
internal static class ToolArguments
{
    /// <summary>Finds what makes a call impossible, worded for the model.</summary>
    /// <returns>The problem, or null.</returns>
    /// <remarks>
    /// Only names are judged: values are converted by the function itself, which takes more than the schema says, such as
    /// the number "3" as a string.
    /// </remarks>
    public static string? FindProblem(ToolDescriptor tool, AIFunctionArguments arguments)
    {
        var schema = tool.Function.JsonSchema;
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return null; // A schema of `true` takes anything.
        }

        return FindMissing(schema, arguments) ?? FindUnknown(schema, arguments);
    }

    private static string? FindMissing(JsonElement schema, AIFunctionArguments arguments)
    {
        if (!schema.TryGetProperty("required", out var required) || required.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<string>? missing = null;
        foreach (var name in required.EnumerateArray())
        {
            if (name.ValueKind == JsonValueKind.String && name.GetString() is { } argument && !arguments.ContainsKey(argument))
            {
                (missing ??= []).Add($"'{argument}'");
            }
        }

        return missing is null ? null : $"required arguments are missing: {string.Join(", ", missing)}";
    }

    // Refused even where the schema says nothing: an argument that nobody reads is a misunderstanding, and the model can
    // put it right at once. A schema that allows additional properties in so many words gets them.
    private static string? FindUnknown(JsonElement schema, AIFunctionArguments arguments)
    {
        if (arguments.Count == 0)
        {
            return null;
        }

        bool isOpen = schema.TryGetProperty("additionalProperties", out var additional)
            && additional.ValueKind is JsonValueKind.True or JsonValueKind.Object;
        if (isOpen || !schema.TryGetProperty("properties", out var properties)
            || properties.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var unknown = arguments.Keys.Where(name => !properties.TryGetProperty(name, out _)).Take(5).ToList();
        return unknown.Count == 0
            ? null
            : $"there are no arguments named {string.Join(", ", unknown.Select(name => $"'{ToolOutput.Shorten(name, 64)}'"))}";
    }
}
