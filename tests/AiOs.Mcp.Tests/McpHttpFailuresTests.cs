using System.Text;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Xunit;

namespace AiOs;

/// <summary>Requests over HTTP that fail on their way, beside others that do not.</summary>
public sealed class McpHttpFailuresTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _slowBegan = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _slowMayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpMcpServer _server;
    private McpConnection? _connection;
    private int _calls;

    public McpHttpFailuresTests() => _server = new HttpMcpServer(CreateOptions);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _slowMayEnd.TrySetResult();
        await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(HttpMcpServer.Reset)]
    public async Task ACallThatFails_FailsByItself(int status)
    {
        await ConnectAsync();
        var slow = CallAsync("slow");
        await _slowBegan.Task;
        Refuse(status, RequestMethods.ToolsCall);
        var error = await Assert.ThrowsAsync<McpServerException>(() => CallAsync("search"));
        Assert.Contains("not known", error.Message, StringComparison.Ordinal);
        Refuse(null);
        Assert.Equal("called search", await CallAsync("search"));
        _slowMayEnd.SetResult();
        Assert.Equal("called slow", await slow);
        Assert.Equal(1, _server.Sessions);
    }

    [Fact]
    public async Task AClientThatWaitsNoLonger_EndsItsOwnCall()
    {
        using var client = new HttpClient(new Impatient());
        await ConnectAsync(client);
        var slow = CallAsync("slow");
        await _slowBegan.Task;
        var error = await Assert.ThrowsAsync<McpServerException>(() => CallAsync("impatient"));
        Assert.IsType<TimeoutException>(error.InnerException);
        _slowMayEnd.SetResult();
        Assert.Equal("called slow", await slow);
        Assert.Equal(1, _server.Sessions);
    }

    [Fact]
    public async Task AServerThatIsUnwell_GetsNoCalls_AndKeepsItsSession()
    {
        await ConnectAsync();
        var slow = CallAsync("slow");
        await _slowBegan.Task;
        Refuse(503, RequestMethods.ToolsCall, RequestMethods.Ping);
        await Assert.ThrowsAsync<McpServerException>(() => CallAsync("search"));
        Refuse(503, RequestMethods.Ping);
        var error = await Assert.ThrowsAsync<McpServerException>(() => CallAsync("search"));
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, _calls); // The slow one.
        Refuse(null);
        Assert.Equal("called search", await CallAsync("search"));
        _slowMayEnd.SetResult();
        Assert.Equal("called slow", await slow);
        Assert.Equal(1, _server.Sessions);
    }

    [Fact]
    public async Task ASessionThatNeverAnswersAgain_MakesRoom()
    {
        await ConnectAsync();
        Refuse(503, RequestMethods.ToolsCall, RequestMethods.Ping);
        await Assert.ThrowsAsync<McpServerException>(() => CallAsync("search"));
        await Assert.ThrowsAsync<McpServerException>(() => CallAsync("search"));
        Refuse(503, RequestMethods.Ping); // As a proxy does whose sessions belong to a server that is gone.
        Assert.Equal("called search", await CallAsync("search"));
        Assert.Equal(2, _server.Sessions);
    }

    [Theory]
    [InlineData(404, null)]
    [InlineData(400, null)]
    [InlineData(400, """{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Bad Request: No valid session ID provided"}}""")]
    public async Task AForgottenSession_IsMadeAgain_HoweverTheServerSaysIt(int status, string? body)
    {
        await ConnectAsync();
        _server.AnswerUnknown = response =>
        {
            response.StatusCode = status;
            if (body is not null)
            {
                response.ContentType = "application/json";
                response.OutputStream.Write(Encoding.UTF8.GetBytes(body));
            }

            return body is null ? status : 200;
        };
        await _server.ForgetAsync();
        await Assert.ThrowsAsync<McpServerException>(() => CallAsync("search"));
        Assert.Equal("called search", await CallAsync("search"));
        Assert.Equal(2, _server.Sessions);
    }

    private McpServerOptions CreateOptions()
    {
        var options = LoopServer.Options(static () => [Tool("search"), Tool("slow")]);
        options.Handlers.CallToolHandler = async (request, cancellationToken) =>
        {
            Interlocked.Increment(ref _calls);
            if (request.Params!.Name == "slow")
            {
                _slowBegan.SetResult();
                await _slowMayEnd.Task.WaitAsync(cancellationToken);
            }

            return new CallToolResult { Content = [new TextContentBlock { Text = "called " + request.Params.Name }] };
        };
        return options;
    }

    private static Tool Tool(string name) => new() { Name = name, InputSchema = JsonSerializer.SerializeToElement(new { type = "object" }) };

    private async Task ConnectAsync(HttpClient? client = null) => _connection = await McpConnection.ConnectAsync(
        McpServerSettings.Http("http", _server.Url, client) with { Reconnects = 1, ReconnectDelay = TimeSpan.Zero });

    private Task<string> CallAsync(string tool) => _connection!.CallAsync(tool, [], CancellationToken.None).AsTask();

    private void Refuse(int? status, params string[] methods) =>
        _server.Refuse = message => message is JsonRpcRequest request && methods.Contains(request.Method) ? status : null;

    // What HttpClient throws when its Timeout is over.
    private sealed class Impatient() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Content is not null && (await request.Content.ReadAsStringAsync(cancellationToken)).Contains("impatient", StringComparison.Ordinal)
                ? throw new TaskCanceledException("The request was canceled.", new TimeoutException())
                : await base.SendAsync(request, cancellationToken);
    }
}
