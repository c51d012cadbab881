using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Measures what a model reads in every request, beyond its messages.</summary>
internal static class RequestFrame
{
    /// <summary>Measures instructions, tools, and the schema that the answer is to follow.</summary>
    /// <param name="window">The window.</param>
    /// <param name="instructions">The system text; empty for none.</param>
    /// <param name="tools">The tools whose schemas the model will see.</param>
    /// <param name="format">The form of the answer; null for none.</param>
    /// <remarks>A provider shows the model a schema of the answer as it shows one of a tool, so it is measured as a tool, by any window.</remarks>
    public static ContextFrame CreateFrame(
        this IContextWindow window, string instructions, IReadOnlyList<AITool> tools, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson { Schema: { } schema } json)
        {
            return window.CreateFrame(instructions, tools);
        }

        var answer = AIFunctionFactory.CreateDeclaration(json.SchemaName ?? "answer", json.SchemaDescription, schema);
        return window.CreateFrame(instructions, [.. tools, answer]) with { Tools = tools };
    }
}
