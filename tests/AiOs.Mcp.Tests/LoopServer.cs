using System.IO.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AiOs;

/// <summary>An MCP server in this process, reached through pipes; a new one for every connection.</summary>
internal sealed class LoopServer(Func<McpServerOptions> createOptions) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private McpServer? _current;
    private Pipe? _toClient;

    public int Connections { get; private set; }

    public McpServer Current => _current!;

    public static LoopServer Of(params IReadOnlyList<Tool> tools) => new(() => Options(() => tools));

    /// <summary>A server that lists tools and answers every call with the tool's name.</summary>
    public static McpServerOptions Options(Func<IReadOnlyList<Tool>> tools) => new()
    {
        ServerInfo = new Implementation { Name = "loop", Version = "2.5" },
        Capabilities = new ServerCapabilities { Tools = new ToolsCapability { ListChanged = true } },
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [.. tools()] }),
            CallToolHandler = (request, _) => ValueTask.FromResult(new CallToolResult
            {
                IsError = request.Params!.Name == "broken",
                Content = [new TextContentBlock { Text = "called " + request.Params!.Name }],
            }),
        },
    };

    public IClientTransport Connect()
    {
        Connections++;
        var toServer = new Pipe();
        _toClient = new Pipe();
        var transport = new StreamServerTransport(toServer.Reader.AsStream(), _toClient.Writer.AsStream(), "loop");
        _current = McpServer.Create(transport, createOptions());
        _running.Add(_current.RunAsync(_stop.Token));
        return new StreamClientTransport(toServer.Writer.AsStream(), _toClient.Reader.AsStream());
    }

    /// <summary>Breaks the connection as a server that dies does.</summary>
    public async Task BreakAsync()
    {
        await _current!.DisposeAsync();
        await _toClient!.Writer.CompleteAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var running in _running)
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
    }
}
