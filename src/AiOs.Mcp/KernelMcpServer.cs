using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AiOs;

/// <summary>Offers a kernel's tools to MCP clients.</summary>
/// <remarks>
/// <para>
/// A client's call is a system call of a process: policies, budgets, limits, audit and a host's own middleware hold for it as for a
/// model's. What clients send is untrusted unless the host says otherwise.
/// </para>
/// <para>Threads: the options may serve any number of sessions at a time.</para>
/// </remarks>
public static class KernelMcpServer
{
    /// <summary>Creates the options of an MCP server, for <c>McpServer.Create</c> with any transport.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="process">On whose behalf calls are made: its capabilities and budgets hold.</param>
    /// <param name="tools">The tools to offer: of these, what the process may see, by its capabilities and by <see cref="AgentSpec.Tools"/>.</param>
    /// <param name="clientLabel">The label of what clients send; null for untrusted.</param>
    /// <returns>The options.</returns>
    public static McpServerOptions CreateOptions(
        IKernel kernel, AgentProcess process, IToolRegistry tools, SecurityLabel? clientLabel = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(tools);
        var label = clientLabel ?? SecurityLabel.Untrusted;
        return new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "AiOs.Sdk", Version = "0.1" },
            Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
            Handlers = new McpServerHandlers
            {
                ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult
                {
                    Tools = [.. tools.Tools.Where(tool => IsVisible(process, tool)).Select(Describe)],
                }),
                CallToolHandler = (request, cancellationToken) => CallAsync(kernel, process, tools, label, request.Params!, cancellationToken),
            },
        };
    }

    // As for its model: what it has no capability for, or was not given by name, is not there.
    private static bool IsVisible(AgentProcess process, ToolDescriptor tool) =>
        tool.Permissions.All(process.Spec.Capabilities.Contains) && (process.Spec.Tools is not { } given || given.Contains(tool.Name));

    private static Tool Describe(ToolDescriptor tool) => new()
    {
        Name = tool.Name,
        Description = tool.Function.Description,
        InputSchema = tool.Function.JsonSchema,
        Annotations = new ToolAnnotations
        {
            ReadOnlyHint = !tool.Effects.IsOutward(),
            IdempotentHint = tool.IsIdempotent,
            DestructiveHint = tool.Effects.IsOutward(),
        },
    };

    private static async ValueTask<CallToolResult> CallAsync(
        IKernel kernel,
        AgentProcess process,
        IToolRegistry tools,
        SecurityLabel label,
        CallToolRequestParams request,
        CancellationToken cancellationToken)
    {
        if (tools.Find(request.Name) is not { } tool || !IsVisible(process, tool))
        {
            return Answer($"There is no tool '{request.Name}'.", isError: true);
        }

        var arguments = new AIFunctionArguments(
            request.Arguments?.ToDictionary(static argument => argument.Key, static argument => (object?)argument.Value, StringComparer.Ordinal));
        var invocation = new ToolInvocation(Guid.NewGuid().ToString("N"), request.Name, arguments) { ArgumentsLabel = label };
        var call = new ToolSyscall(process, label, tool, invocation);
        try
        {
            await kernel.InvokeAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SecurityBlockedException or ProcessBudgetException or ProcessException)
        {
            return Answer($"This call was not made. {e.Message}", isError: true);
        }

        return call.Result is { } result
            ? Answer(result.Text, result.Outcome != ToolOutcome.Succeeded)
            : Answer("A middleware ended this call without a result.", isError: true);
    }

    private static CallToolResult Answer(string text, bool isError) =>
        new() { Content = [new TextContentBlock { Text = text }], IsError = isError };
}
