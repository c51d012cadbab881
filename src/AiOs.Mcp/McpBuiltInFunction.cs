using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A function of the connection itself, with a schema written by hand.</summary>
internal sealed class McpBuiltInFunction : AIFunction
{
    private readonly Func<AIFunctionArguments, CancellationToken, ValueTask<string>> _body;

    public McpBuiltInFunction(
        string name, string description, string schema, Func<AIFunctionArguments, CancellationToken, ValueTask<string>> body)
    {
        Name = name;
        Description = description;
        using var document = JsonDocument.Parse(schema);
        JsonSchema = document.RootElement.Clone();
        _body = body;
    }

    public override string Name { get; }

    public override string Description { get; }

    public override JsonElement JsonSchema { get; }

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        await _body(arguments, cancellationToken).ConfigureAwait(false);
}
