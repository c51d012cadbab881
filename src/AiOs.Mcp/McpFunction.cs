using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace AiOs;

/// <summary>A tool of an MCP server as models see it. It shows what the server last said of it.</summary>
/// <remarks>
/// A description that the server changes shows at once, so that a registry of pinned tools withholds the tool: what a human
/// approved is not what would be called.
/// </remarks>
internal sealed class McpFunction : AIFunction
{
    private readonly McpConnection _connection;
    private readonly string _prefix;
    private volatile Tool _tool;

    public McpFunction(McpConnection connection, string prefix, Tool tool)
    {
        _connection = connection;
        _prefix = prefix;
        _tool = tool;
    }

    public override string Name => _prefix + _tool.Name;

    public override string Description => _tool.Description ?? "";

    public override JsonElement JsonSchema => _tool.InputSchema;

    /// <summary>Gets the tool's name on its server.</summary>
    public string ServerName => _tool.Name;

    public void Update(Tool tool) => _tool = tool;

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        await _connection.CallAsync(_tool.Name, arguments, cancellationToken).ConfigureAwait(false);
}
