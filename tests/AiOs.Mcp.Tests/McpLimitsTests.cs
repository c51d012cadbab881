using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Xunit;

namespace AiOs;

/// <summary>Servers that never come to an end, and clients that ask for more than they may.</summary>
public sealed class McpLimitsTests
{
    [Fact]
    public async Task ToolsOnSeveralPages_AreAllTaken()
    {
        await using var server = Paging(page => (page == 2 ? null : page + 1, [$"t{page}a", $"t{page}b"]));
        await using var connection = await ConnectAsync(server, most: 6);
        Assert.Equal(["t0a", "t0b", "t1a", "t1b", "t2a", "t2b"], connection.Tools.Select(tool => tool.Name.Replace("loop__", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ToolsWithoutEnd_AreRefused(bool hasTools)
    {
        await using var server = Paging(page => (page + 1, hasTools ? [$"t{page}"] : []));
        var error = await Assert.ThrowsAsync<McpServerException>(() => ConnectAsync(server, most: 50));
        Assert.Contains("more tools than the 50", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatDoesNotSayWhichToolsItHas_IsGivenUp()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new LoopServer(() => With(async (_, cancellationToken) =>
        {
            asked.TrySetResult();
            await answered.Task.WaitAsync(cancellationToken);
            return new ListToolsResult();
        }));
        var clock = new ManualTimeProvider();
        var settings = new McpServerSettings { Name = "loop", CreateTransport = server.Connect, Reconnects = 0 };
        var connecting = McpConnection.ConnectAsync(settings, clock);
        await asked.Task;
        clock.Advance(settings.ListTimeout);
        answered.SetResult(); // Too late; a client that still waits would connect.
        var error = await Assert.ThrowsAsync<McpServerException>(() => connecting);
        Assert.Contains("within 30 seconds", error.Message, StringComparison.Ordinal);
        Assert.IsType<TimeoutException>(error.InnerException);
    }

    [Fact]
    public async Task ResourcesAndPromptsWithoutEnd_AreListedInPart()
    {
        await using var server = new LoopServer(() =>
        {
            var options = LoopServer.Options(static () => []);
            options.Capabilities = new ServerCapabilities { Resources = new ResourcesCapability(), Prompts = new PromptsCapability() };
            options.Handlers.ListResourcesHandler = (request, _) => ValueTask.FromResult(new ListResourcesResult
            {
                Resources = [new Resource { Uri = "a://" + Page(request.Params?.Cursor), Name = "one" }],
                NextCursor = Next(request.Params?.Cursor),
            });
            options.Handlers.ListResourceTemplatesHandler = (_, _) => ValueTask.FromResult(new ListResourceTemplatesResult());
            options.Handlers.ListPromptsHandler = (request, _) => ValueTask.FromResult(new ListPromptsResult
            {
                Prompts = [new Prompt { Name = "p" + Page(request.Params?.Cursor) }],
                NextCursor = Next(request.Params?.Cursor),
            });
            return options;
        });
        await using var connection = await ConnectAsync(server, most: 10);
        foreach (string tool in (string[])["loop__list_resources", "loop__get_prompt"])
        {
            var function = connection.Tools.Single(descriptor => descriptor.Name == tool).Function;
            string[] lines = ((string)(await function.InvokeAsync(new AIFunctionArguments()))!).Split('\n');
            Assert.Equal(501, lines.Length);
            Assert.Equal("[there are more]", lines[^1]);
        }
    }

    [Theory]
    [InlineData(new string[0], null, "calculator")]
    [InlineData(new[] { "archive" }, null, "calculator,secret")]
    [InlineData(new[] { "archive" }, "secret", "secret")]
    [InlineData(new[] { "archive" }, "", "")]
    public async Task AClient_SeesAndCallsOnlyWhatTheProcessMay(string[] capabilities, string? given, string expected)
    {
        int calls = 0;
        var services = new ServiceCollection();
        services.AddAiOs().AddChatClient("reader", new ExtractiveChatClient()).AddTool(CalculatorTool.Create())
            .AddTool(() => ++calls, "secret", "Counts.", tool => tool with { Permissions = ["archive"], Effects = ToolEffects.None });
        await using var provider = services.BuildServiceProvider();
        var kernel = provider.GetRequiredService<IKernel>();
        var process = await kernel.SpawnAsync(new AgentSpec
        {
            Capabilities = capabilities,
            Tools = given?.Split(',', StringSplitOptions.RemoveEmptyEntries),
        });
        await using var server = new LoopServer(() =>
            KernelMcpServer.CreateOptions(kernel, process, provider.GetRequiredService<IToolRegistry>()));
        await using var connection = await ConnectAsync(server, most: 10);
        Assert.Equal(expected, string.Join(',', connection.Tools.Select(tool => tool.Name["loop__".Length..])));
        bool isSeen = expected.Contains("secret", StringComparison.Ordinal);
        var call = connection.CallAsync("secret", [], CancellationToken.None).AsTask();
        if (isSeen)
        {
            Assert.Equal("1", await call);
        }
        else
        {
            Assert.Contains("no tool 'secret'", (await Assert.ThrowsAsync<McpServerException>(() => call)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(isSeen ? 1 : 0, calls);
    }

    private static LoopServer Paging(Func<int, (int? Next, string[] Names)> pages) => new(() => With((request, _) =>
    {
        var (next, names) = pages(Page(request.Params?.Cursor));
        return ValueTask.FromResult(new ListToolsResult
        {
            Tools = [.. names.Select(name => new Tool { Name = name, InputSchema = JsonSerializer.SerializeToElement(new { type = "object" }) })],
            NextCursor = next?.ToString(CultureInfo.InvariantCulture),
        });
    }));

    private static McpServerOptions With(McpRequestHandler<ListToolsRequestParams, ListToolsResult> list)
    {
        var options = LoopServer.Options(static () => []);
        options.Handlers.ListToolsHandler = list;
        return options;
    }

    private static int Page(string? cursor) => cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);

    private static string Next(string? cursor) => (Page(cursor) + 1).ToString(CultureInfo.InvariantCulture);

    private static Task<McpConnection> ConnectAsync(LoopServer server, int most) => McpConnection.ConnectAsync(
        new McpServerSettings { Name = "loop", CreateTransport = server.Connect, Reconnects = 0, ReconnectDelay = TimeSpan.Zero, MaxTools = most });
}
