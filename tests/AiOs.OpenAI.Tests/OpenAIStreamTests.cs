using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>The client against streams and answers that are cut, mixed up or wrong.</summary>
public sealed class OpenAIStreamTests : StreamProperties
{
    private protected override int EventsOfTheEnd => 3;

    private protected override string Answer => """
        {"id":"c1","object":"chat.completion","created":1760000000,"model":"m","choices":[{"index":0,
        "message":{"role":"assistant","content":"Hello","refusal":null,
        "tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],
        "usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":4}}}
        """;

    private protected override IChatClient Create(HttpMessageHandler transport) =>
        OpenAIModels.CreateChatClient(new OpenAIModelOptions { Model = "m", MaxRetries = 0 }, transport);

    private protected override IReadOnlyList<string> Events(IEnumerable<string> texts, IEnumerable<string> arguments) =>
    [
        Chunk(new { role = "assistant", content = "" }),
        .. texts.Select(static text => Chunk(new { content = text })),
        Chunk(new { tool_calls = new[] { new { index = 0, id = "call_1", type = "function", function = new { name = "weather", arguments = "" } } } }),
        .. arguments.Select(static part => Chunk(new { tool_calls = new[] { new { index = 0, function = new { arguments = part } } } })),
        Chunk(new { }, "tool_calls"),
        "data: " + """{"id":"c1","object":"chat.completion.chunk","created":1760000000,"model":"m",""" +
            """ "choices":[],"usage":{"prompt_tokens":9,"total_tokens":12}}""",
        "data: [DONE]",
    ];

    [Theory]
    [InlineData("""{"error":{"message":"Half \ud83d"}}""")]
    [InlineData("""{"\ud83d and more":1}""")]
    public async Task AnErrorWithHalfACharacter_KeepsItsStatus(string body)
    {
        using var client = Create(new PieceHandler(body, streams: false, status: HttpStatusCode.TooManyRequests));
        Assert.Equal(ModelCallFault.RateLimited, (await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("Hi"))).Fault);
    }

    [Fact]
    public async Task AnErrorThatIsLong_IsCutBetweenCharacters()
    {
        string said = "x" + string.Concat(Enumerable.Repeat("\U0001F600", 400));
        using var client = Create(new PieceHandler(said, streams: false, status: HttpStatusCode.BadRequest));
        string message = (await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("Hi"))).Message;
        Assert.Contains("\U0001F600\u2026", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnErrorWhoseWordsNeverCome_IsToldWithoutThem()
    {
        var time = new ManualTimeProvider();
        using var stuck = new StuckHandler(time, HttpStatusCode.ServiceUnavailable);
        using var client = OpenAIModels.CreateChatClient(new OpenAIModelOptions { Model = "m", MaxRetries = 0 }, stuck, time);
        var error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("Hi"));
        Assert.Equal((ModelCallFault.ServerError, 503), (error.Fault, error.StatusCode));
    }

    private static string Chunk(object delta, string? reason = null) => "data: " + JsonSerializer.Serialize(new
    {
        id = "c1",
        @object = "chat.completion.chunk",
        created = 1_760_000_000,
        model = "m",
        choices = new[] { new { index = 0, delta, finish_reason = reason } },
    });
}
