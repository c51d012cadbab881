using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Calls tools as a model does.</summary>
internal static class ToolBench
{
    /// <summary>Calls a tool with arguments as they come from a model: JSON.</summary>
    public static async Task<string> CallAsync(this ToolDescriptor tool, object arguments)
    {
        var values = JsonSerializer.SerializeToElement(arguments).EnumerateObject()
            .Select(member => KeyValuePair.Create(member.Name, (object?)member.Value));
        return (string)(await tool.Function.InvokeAsync(new AIFunctionArguments(new Dictionary<string, object?>(values))))!;
    }
}
