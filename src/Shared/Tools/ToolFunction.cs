using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A tool's function with a schema written by hand: no reflection, so it works trimmed and ahead-of-time compiled.</summary>
internal sealed class ToolFunction : AIFunction
{
    private readonly Func<AIFunctionArguments, CancellationToken, ValueTask<string>> _body;

    public ToolFunction(
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
