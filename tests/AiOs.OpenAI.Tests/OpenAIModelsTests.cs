using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>The client against answers in the shape that OpenAI's API documents, replayed from a loopback server.</summary>
public sealed class OpenAIModelsTests
{
    private const string Limits = "x-ratelimit-limit-requests: 500\nx-ratelimit-remaining-requests: 499\nx-ratelimit-reset-requests: 120ms\n"
        + "x-ratelimit-limit-tokens: 30000\nx-ratelimit-remaining-tokens: 29980\nx-ratelimit-reset-tokens: 6m0s\n";

    private const string Answer = "HTTP/1.1 200 OK\nContent-Type: application/json\n" + Limits + "\n" + """
        {"id":"c1","object":"chat.completion","created":1760000000,"model":"test-model",
        "choices":[{"index":0,"message":{"role":"assistant","content":"Hello there.","refusal":null},"logprobs":null,"finish_reason":"stop"}],
        "usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},
        "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}
        """;

    private const string ToolCall = "HTTP/1.1 200 OK\nContent-Type: application/json\n\n" + """
        {"id":"c2","object":"chat.completion","created":1760000000,"model":"test-model",
        "choices":[{"index":0,"message":{"role":"assistant","content":null,
        "tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Elba\"}"}}]},
        "finish_reason":"tool_calls"}],
        "usage":{"prompt_tokens":20,"completion_tokens":8,"total_tokens":28}}
        """;

    private const string Chunk = """
        data: {"id":"c3","object":"chat.completion.chunk","created":1760000000,"model":"test-model","choices":[
        """;

    private const string Stream = "HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n"
        + Chunk + """{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""" + "\n\n"
        + Chunk + """{"index":0,"delta":{"content":"Hello "},"finish_reason":null}]}""" + "\n\n"
        + Chunk + """{"index":0,"delta":{"content":"there."},"finish_reason":null}]}""" + "\n\n"
        + Chunk + """{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n"
        + Chunk + """],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}""" + "\n\n"
        + "data: [DONE]\n\n";

    private const string Embedding = "HTTP/1.1 200 OK\nContent-Type: application/json\n\n" + """
        {"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPwAAAEAAAEDA"}],
        "model":"test-embedding","usage":{"prompt_tokens":3,"total_tokens":3}}
        """;

    [Fact]
    public async Task AnAnswer_BringsTextUsageAndRateLimits()
    {
        await using var server = Replay(Answer);
        using var client = Create(server);
        var response = await client.GetResponseAsync([new ChatMessage(ChatRole.System, "Be brief."), new ChatMessage(ChatRole.User, "Hi")]);
        Assert.Equal("Hello there.", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal((9, 3, 4), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.CachedInputTokenCount));
        var limits = Assert.IsType<ModelRateLimits>(client.GetService(typeof(ModelRateLimits)));
        Assert.Equal((500, 499, TimeSpan.FromMilliseconds(120)), (limits.RequestsLimit, limits.RequestsRemaining, limits.RequestsReset));
        Assert.Equal((30_000, 29_980, TimeSpan.FromMinutes(6)), (limits.TokensLimit, limits.TokensRemaining, limits.TokensReset));
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/v1/chat/completions"), (request.Method, request.Path));
        Assert.Equal("Bearer secret", request.Headers["Authorization"]);
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal("test-model", body.RootElement.GetProperty("model").GetString());
        Assert.Equal(2, body.RootElement.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task AStream_BringsItsPiecesAndUsage()
    {
        await using var server = Replay(Stream);
        using var client = Create(server);
        var updates = await client.GetStreamingResponseAsync("Hi").ToListAsync();
        var response = updates.ToChatResponse();
        Assert.Equal("Hello there.", response.Text);
        Assert.True(updates.Count(update => update.Text.Length > 0) == 2);
        Assert.Equal(12, response.Usage!.TotalTokenCount);
        using var body = JsonDocument.Parse(server.Requests[0].Body);
        Assert.True(body.RootElement.GetProperty("stream").GetBoolean());
    }

    [Fact]
    public async Task Tools_AreOffered_Called_AndAnswered()
    {
        await using var server = Replay(ToolCall, Answer);
        using var client = Create(server);
        var tool = AIFunctionFactory.Create((string city) => "sunny in " + city, "weather", "Tells the weather.");
        List<ChatMessage> messages = [new ChatMessage(ChatRole.User, "Weather on Elba?")];
        var response = await client.GetResponseAsync(messages, new ChatOptions { Tools = [tool] });
        var call = Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Equal(("weather", "call_1"), (call.Name, call.CallId));
        Assert.Equal("Elba", call.Arguments!["city"]!.ToString());
        messages.AddRange(response.Messages);
        messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("call_1", "sunny")]));
        await client.GetResponseAsync(messages, new ChatOptions { Tools = [tool] });
        using var first = JsonDocument.Parse(server.Requests[0].Body);
        Assert.Equal("weather", first.RootElement.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
        using var second = JsonDocument.Parse(server.Requests[1].Body);
        Assert.Equal("call_1", second.RootElement.GetProperty("messages")[2].GetProperty("tool_call_id").GetString());
    }

    [Fact]
    public async Task StructuredOutputAndImages_AreAskedForAsTheApiWants()
    {
        await using var server = Replay(Answer);
        using var client = Create(server);
        var format = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"object","properties":{"n":{"type":"integer"}}}""").RootElement, "number");
        await client.GetResponseAsync(
            [new ChatMessage(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")])],
            new ChatOptions { ResponseFormat = format });
        using var body = JsonDocument.Parse(server.Requests[0].Body);
        Assert.Equal("json_schema", body.RootElement.GetProperty("response_format").GetProperty("type").GetString());
        var parts = body.RootElement.GetProperty("messages")[0].GetProperty("content");
        Assert.Equal("data:image/png;base64,AQID", parts[1].GetProperty("image_url").GetProperty("url").GetString());
    }

    [Fact]
    public async Task Embeddings_AreRead()
    {
        await using var server = Replay(Embedding);
        using var generator = OpenAIModels.CreateEmbeddingGenerator(Options(server) with { Model = "test-embedding", Dimensions = 3 });
        var embeddings = await generator.GenerateAsync(["harbour"]);
        Assert.Equal([1f, 2f, -3f], embeddings[0].Vector.ToArray());
        Assert.Equal(3, embeddings.Usage!.InputTokenCount);
        Assert.Equal("/v1/embeddings", server.Requests[0].Path);
    }

    [Theory]
    [InlineData(401, ModelCallFault.Unauthorized, true)]
    [InlineData(403, ModelCallFault.Unauthorized, true)]
    [InlineData(400, ModelCallFault.InvalidRequest, false)]
    [InlineData(404, ModelCallFault.InvalidRequest, false)]
    [InlineData(500, ModelCallFault.ServerError, true)]
    [InlineData(503, ModelCallFault.ServerError, true)]
    public async Task EveryStatus_HasItsFault_AndTheServicesOwnWords(int status, ModelCallFault expected, bool canFallBack)
    {
        string error = $"HTTP/1.1 {status} No\nContent-Type: application/json\n\n" + """{"error":{"message":"Because of reasons.","type":"t","code":"c"}}""";
        await using var server = Replay(error, error);
        using var client = Create(server);
        foreach (bool streams in (bool[])[false, true])
        {
            var thrown = await FailAsync(client, streams);
            Assert.Equal((expected, status, canFallBack), (thrown.Fault, thrown.StatusCode, thrown.CanFallBack));
            Assert.Contains("Because of reasons.", thrown.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TooManyRequests_AreRepeatedWhenTheServiceSays_AndNotWhenItSaysMuchLater()
    {
        const string Soon = "HTTP/1.1 429 Too Many Requests\nContent-Type: application/json\nRetry-After: 7\n\n{\"error\":{\"message\":\"Slow down.\"}}";
        await using var server = Replay(Soon, Soon, Answer, Soon.Replace(": 7", ": 3600", StringComparison.Ordinal));
        var time = new SteppingTime();
        using var client = OpenAIModels.CreateChatClient(Options(server) with { MaxRetries = 2 }, time: time);
        Assert.Equal("Hello there.", (await client.GetResponseAsync("Hi")).Text);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)], time.Waits);
        var error = await FailAsync(client, streams: false);
        Assert.Equal((ModelCallFault.RateLimited, TimeSpan.FromHours(1)), (error.Fault, error.RetryAfter));
        Assert.Equal(2, time.Waits.Count);
    }

    [Fact]
    public async Task ServerErrors_AreRepeatedWithGrowingWaits_AndThenReported()
    {
        const string Down = "HTTP/1.1 502 Bad Gateway\nContent-Type: text/html\n\n<html>oops</html>";
        await using var server = Replay(Down, Down, Down, Down);
        var time = new SteppingTime();
        using var client = OpenAIModels.CreateChatClient(Options(server) with { MaxRetries = 3 }, time: time);
        var error = await FailAsync(client, streams: false);
        Assert.Equal(ModelCallFault.ServerError, error.Fault);
        Assert.Equal([TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], time.Waits);
    }

    [Fact]
    public async Task AStreamThatIsCut_OrEndsInPeaceTooEarly_IsAnError()
    {
        var whole = LoopbackReply.FromRecording(Stream);
        int half = Stream[(Stream.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].IndexOf("there.", StringComparison.Ordinal);
        int line = Stream[(Stream.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].IndexOf(
            Chunk + """{"index":0,"delta":{},""", StringComparison.Ordinal);
        await using var server = LoopbackServer.Replay(whole with { CutAfterBytes = half }, whole with { Body = whole.Body[..line] });
        using var client = Create(server);
        Assert.Equal(ModelCallFault.CutShort, (await FailAsync(client, streams: true)).Fault);
        Assert.Equal(ModelCallFault.CutShort, (await FailAsync(client, streams: true)).Fault);
    }

    [Fact]
    public async Task AnAnswerThatIsCut_IsAnError()
    {
        await using var server = LoopbackServer.Replay(LoopbackReply.FromRecording(Answer) with { CutAfterBytes = 40 });
        using var client = Create(server);
        Assert.Equal(ModelCallFault.CutShort, (await FailAsync(client, streams: false)).Fault);
    }

    [Theory]
    [InlineData("{\"id\":\"c1\",\"choices\":[{\"index\":0,", false)]
    [InlineData("not json at all", false)]
    [InlineData("{\"unexpected\":true}", false)]
    [InlineData("data: {\"id\":\"c3\",\"choi\n\n", true)]
    public async Task MalformedAnswers_AreErrors(string body, bool streams)
    {
        await using var server = LoopbackServer.Replay(LoopbackReply.Text(body, streams ? "text/event-stream" : "application/json"));
        using var client = Create(server);
        Assert.Equal(ModelCallFault.MalformedAnswer, (await FailAsync(client, streams)).Fault);
    }

    [Theory]
    [InlineData("text/html", true)]
    [InlineData("text/plain", false)]
    public async Task AnotherContentType_IsAnError(string type, bool streams)
    {
        await using var server = LoopbackServer.Replay(LoopbackReply.Text("<html>Welcome to the hotel's network</html>", type));
        using var client = Create(server);
        var error = await FailAsync(client, streams);
        Assert.Equal(ModelCallFault.WrongContentType, error.Fault);
        Assert.Contains(type, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerTooLarge_IsAnError()
    {
        await using var server = Replay(Answer);
        using var client = OpenAIModels.CreateChatClient(Options(server) with { MaxResponseBytes = 50 });
        Assert.Equal(ModelCallFault.TooLarge, (await FailAsync(client, streams: false)).Fault);
    }

    [Fact]
    public async Task NobodyThere_IsAnError()
    {
        var server = Replay();
        using var client = Create(server);
        await server.DisposeAsync();
        Assert.Equal(ModelCallFault.Unreachable, (await FailAsync(client, streams: false)).Fault);
    }

    [Fact]
    public async Task NoAnswerInTime_IsAnError()
    {
        var time = new ManualTimeProvider();
        using var stuck = new StuckHandler(time);
        using var client = OpenAIModels.CreateChatClient(new OpenAIModelOptions { Model = "m", MaxRetries = 0 }, stuck, time);
        Assert.Equal(ModelCallFault.TimedOut, (await FailAsync(client, streams: false)).Fault);
    }

    [Fact]
    public async Task Cancelled_IsCancelled()
    {
        await using var server = Replay(Answer);
        using var client = Create(server);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.GetResponseAsync("Hi", cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task InAHost_TheStoreLeasesIt()
    {
        await using var server = Replay(Answer, Embedding);
        var builder = new ServiceCollection().AddAiOs();
        builder.AddOpenAIModel(new ModelManifest { Id = "talker" }, Options(server));
        builder.AddOpenAIModel(new ModelManifest { Id = "embedder", Kind = ModelKind.Embedding, MaxOutputTokens = 0 }, Options(server));
        await using var provider = builder.BuildServiceProvider();
        var store = provider.GetRequiredService<IModelStore>();
        await using var chat = await store.LeaseAsync(new ModelRequest());
        Assert.Equal("Hello there.", (await chat.ChatClient.GetResponseAsync("Hi")).Text);
        Assert.IsType<ModelRateLimits>(chat.ChatClient.GetService(typeof(ModelRateLimits)));
        await using var embedding = await store.LeaseAsync(new ModelRequest { Kind = ModelKind.Embedding });
        Assert.Equal(3, (await embedding.EmbeddingGenerator.GenerateAsync(["harbour"]))[0].Vector.Length);
        Assert.Throws<ArgumentException>(() => builder.AddOpenAIModel(new ModelManifest { Id = "s", Kind = ModelKind.Speech }, Options(server)));
    }

    [Theory]
    [InlineData("ftp://example.org")]
    [InlineData("/v1")]
    public void AnAddressThatCannotBe_IsRefused(string address) =>
        Assert.Throws<ArgumentException>(() => OpenAIModels.CreateChatClient(
            new OpenAIModelOptions { Model = "m", Endpoint = new Uri(address, UriKind.RelativeOrAbsolute) }));

    [Fact]
    public void AnEmptyKey_IsRefused_WhereItIsSet()
    {
        var options = new OpenAIModelOptions { Model = "m", ApiKey = "" };
        var error = Assert.Throws<ArgumentException>(() => OpenAIModels.CreateChatClient(options));
        Assert.Contains("key is empty", error.Message, StringComparison.Ordinal);
    }

    private static LoopbackServer Replay(params string[] recordings) => LoopbackServer.Replay([.. recordings.Select(LoopbackReply.FromRecording)]);

    private static OpenAIModelOptions Options(LoopbackServer server) => new()
    {
        Model = "test-model",
        ApiKey = "secret",
        Endpoint = new Uri(server.Address, "v1"),
        MaxRetries = 0,
    };

    private static IChatClient Create(LoopbackServer server) => OpenAIModels.CreateChatClient(Options(server));

    private static async Task<ModelCallException> FailAsync(IChatClient client, bool streams) => await Assert.ThrowsAsync<ModelCallException>(
        async () => await (streams ? client.GetStreamingResponseAsync("Hi").ToChatResponseAsync() : client.GetResponseAsync("Hi")));
}
