using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>The client against answers in the shape that Anthropic's API documents, replayed from a loopback server.</summary>
public sealed class AnthropicModelsTests
{
    private const string Answer = "HTTP/1.1 200 OK\nContent-Type: application/json\nanthropic-ratelimit-requests-limit: 50\n"
        + "anthropic-ratelimit-requests-remaining: 49\nanthropic-ratelimit-requests-reset: 2030-05-01T12:00:30Z\nanthropic-ratelimit-tokens-limit: 40000\n"
        + "anthropic-ratelimit-tokens-remaining: 39000\n\n" + """
        {"id":"msg_1","type":"message","role":"assistant","model":"test-model","content":[{"type":"text","text":"Hello there."}],
        "stop_reason":"end_turn","stop_sequence":null,
        "usage":{"input_tokens":9,"output_tokens":3,"cache_read_input_tokens":4,"cache_creation_input_tokens":0}}
        """;

    private const string ToolCall = "HTTP/1.1 200 OK\nContent-Type: application/json\n\n" + """
        {"id":"msg_2","type":"message","role":"assistant","model":"test-model",
        "content":[{"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Elba"}}],
        "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":20,"output_tokens":8}}
        """;

    private const string Stream = "HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\nevent: message_start\n"
        + """data: {"type":"message_start","message":{"id":"msg_3","type":"message","role":"assistant","model":"test-model","content":[],"""
        + "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}\n\n" + """
        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello "}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"there."}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":3}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    [Fact]
    public async Task AnAnswer_BringsTextUsageAndRateLimits()
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2030, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = Replay(Answer);
        using var client = AnthropicModels.CreateChatClient(Options(server), time: time);
        var response = await client.GetResponseAsync([new ChatMessage(ChatRole.System, "Be brief."), new ChatMessage(ChatRole.User, "Hi")]);
        Assert.Equal("Hello there.", response.Text);
        Assert.Equal(3, response.Usage!.OutputTokenCount);
        var limits = Assert.IsType<ModelRateLimits>(client.GetService(typeof(ModelRateLimits)));
        Assert.Equal((50, 49, TimeSpan.FromSeconds(30)), (limits.RequestsLimit, limits.RequestsRemaining, limits.RequestsReset));
        Assert.Equal((40_000, 39_000), (limits.TokensLimit, limits.TokensRemaining));
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/v1/messages"), (request.Method, request.Path.Split('?')[0]));
        Assert.Equal("Bearer secret", request.Headers["Authorization"]);
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(4_096, body.RootElement.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task AStream_BringsItsPiecesAndUsage()
    {
        await using var server = Replay(Stream);
        using var client = Create(server);
        var response = await client.GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        Assert.Equal("Hello there.", response.Text);
        Assert.NotNull(response.Usage);
    }

    [Fact]
    public async Task ToolsAndImages_GoThere_AndCallsComeBack()
    {
        await using var server = Replay(ToolCall);
        using var client = Create(server);
        var tool = AIFunctionFactory.Create((string city) => "sunny in " + city, "weather", "Tells the weather.");
        var response = await client.GetResponseAsync(
            [new ChatMessage(ChatRole.User, [new TextContent("Weather here?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")])],
            new ChatOptions { Tools = [tool] });
        var call = Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Equal(("weather", "toolu_1", "Elba"), (call.Name, call.CallId, call.Arguments!["city"]!.ToString()));
        using var body = JsonDocument.Parse(server.Requests[0].Body);
        Assert.Equal("weather", body.RootElement.GetProperty("tools")[0].GetProperty("name").GetString());
        Assert.Contains("AQID", server.Requests[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, ModelCallFault.Unauthorized)]
    [InlineData(400, ModelCallFault.InvalidRequest)]
    [InlineData(429, ModelCallFault.RateLimited)]
    [InlineData(500, ModelCallFault.ServerError)]
    [InlineData(529, ModelCallFault.ServerError)]
    public async Task EveryStatus_HasItsFault_AndTheServicesOwnWords(int status, ModelCallFault expected)
    {
        string error = $"HTTP/1.1 {status} No\nContent-Type: application/json\nRetry-After: 11\n\n"
            + """{"type":"error","error":{"type":"t","message":"Because of reasons."}}""";
        await using var server = Replay(error, error);
        using var client = Create(server);
        foreach (bool streams in (bool[])[false, true])
        {
            var thrown = await FailAsync(client, streams);
            Assert.Equal((expected, status, TimeSpan.FromSeconds(11)), (thrown.Fault, thrown.StatusCode, thrown.RetryAfter));
            Assert.Contains("Because of reasons.", thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task CutStreams_AreErrors()
    {
        var whole = LoopbackReply.FromRecording(Stream);
        string body = Stream[(Stream.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
        await using var server = LoopbackServer.Replay(
            whole with { CutAfterBytes = body.IndexOf("there.", StringComparison.Ordinal) },
            whole with { Body = whole.Body[..body.IndexOf("event: message_delta", StringComparison.Ordinal)] });
        using var client = Create(server);
        Assert.Equal(ModelCallFault.CutShort, (await FailAsync(client, streams: true)).Fault);
        Assert.Equal(ModelCallFault.CutShort, (await FailAsync(client, streams: true)).Fault);
    }

    [Theory]
    [InlineData("{\"id\":\"msg_1\",\"content\":[", "application/json", false, ModelCallFault.MalformedAnswer)]
    [InlineData("{\"unexpected\":true}", "application/json", false, ModelCallFault.MalformedAnswer)]
    [InlineData("event: message_start\ndata: {\"type\":\"message_st\n\n", "text/event-stream", true, ModelCallFault.MalformedAnswer)]
    [InlineData("<html>Welcome</html>", "text/html", false, ModelCallFault.WrongContentType)]
    [InlineData("<html>Welcome</html>", "text/html", true, ModelCallFault.WrongContentType)]
    public async Task MalformedAnswers_AreErrors(string body, string type, bool streams, ModelCallFault expected)
    {
        await using var server = LoopbackServer.Replay(LoopbackReply.Text(body, type));
        using var client = Create(server);
        Assert.Equal(expected, (await FailAsync(client, streams)).Fault);
    }

    [Fact]
    public async Task InAHost_TheStoreLeasesIt()
    {
        await using var server = Replay(Answer);
        var builder = new ServiceCollection().AddAiOs();
        builder.AddAnthropicModel(new ModelManifest { Id = "claude" }, Options(server));
        await using var provider = builder.BuildServiceProvider();
        await using var lease = await provider.GetRequiredService<IModelStore>().LeaseAsync(new ModelRequest());
        Assert.Equal("Hello there.", (await lease.ChatClient.GetResponseAsync("Hi")).Text);
        Assert.Throws<ArgumentException>(() => builder.AddAnthropicModel(new ModelManifest { Id = "e", Kind = ModelKind.Embedding }, Options(server)));
    }

    [Fact]
    public void AnEmptyKey_IsRefused_WhereItIsSet()
    {
        var options = new AnthropicModelOptions { Model = "m", ApiKey = "" };
        var error = Assert.Throws<ArgumentException>(() => AnthropicModels.CreateChatClient(options));
        Assert.Contains("key is empty", error.Message, StringComparison.Ordinal);
    }

    private static LoopbackServer Replay(params string[] recordings) => LoopbackServer.Replay([.. recordings.Select(LoopbackReply.FromRecording)]);

    private static AnthropicModelOptions Options(LoopbackServer server) => new()
    {
        Model = "test-model",
        ApiKey = "secret",
        Endpoint = server.Address,
        MaxRetries = 0,
    };

    private static IChatClient Create(LoopbackServer server) => AnthropicModels.CreateChatClient(Options(server));

    private static async Task<ModelCallException> FailAsync(IChatClient client, bool streams) => await Assert.ThrowsAsync<ModelCallException>(
        async () => await (streams ? client.GetStreamingResponseAsync("Hi").ToChatResponseAsync() : client.GetResponseAsync("Hi")));
}
