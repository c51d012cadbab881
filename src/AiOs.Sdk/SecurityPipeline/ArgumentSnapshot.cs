using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Copies arguments so that nobody can change them any more: values that can change become JSON.</summary>
internal static class ArgumentSnapshot
{
    /// <summary>Copies the arguments of a call.</summary>
    /// <exception cref="NotSupportedException">A value has no JSON form.</exception>
    public static AIFunctionArguments Of(ToolDescriptor tool, AIFunctionArguments arguments)
    {
        var copy = new AIFunctionArguments(StringComparer.Ordinal) { Services = arguments.Services, Context = arguments.Context };
        if (arguments.Count > 0)
        {
            foreach (var (name, value) in arguments)
            {
                copy[name] = Frozen(value, tool.Function.JsonSerializerOptions);
            }
        }

        return copy;
    }

    private static object? Frozen(object? value, JsonSerializerOptions options) => value switch
    {
        null or string or bool or JsonElement => value,
        ValueType and IConvertible => value, // Numbers, dates and enumerations: copied by value.
        _ => JsonSerializer.SerializeToElement(value, options.GetTypeInfo(value.GetType())),
    };
}
