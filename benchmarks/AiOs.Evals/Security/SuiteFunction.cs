using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A tool of a suite as a function: whatever reaches it has taken effect.</summary>
internal sealed class SuiteFunction(SuiteTool tool, IReadOnlyCollection<string> fields) : AIFunction
{
    public override string Name => tool.Name;

    public override string Description => tool.Description;

    public override JsonElement JsonSchema => tool.Schema;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var values = arguments.ToDictionary(static pair => pair.Key, static pair => ToElement(pair.Value), StringComparer.Ordinal);
        return ValueTask.FromResult<object?>(World.Current.Execute(tool.Name, values, fields));
    }

    internal static JsonElement ToElement(object? value) => value switch
    {
        JsonElement element => element,
        null => default,
        _ => JsonSerializer.SerializeToElement(value),
    };
}
