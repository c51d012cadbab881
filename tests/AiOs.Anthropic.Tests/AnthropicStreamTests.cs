using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>The client against streams and answers that are cut, mixed up or wrong.</summary>
public sealed class AnthropicStreamTests : StreamProperties
{
    private protected override int EventsOfTheEnd => 2;

    private protected override string Answer => """
        {"id":"msg_2","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hello"},
        {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Elba"}}],"stop_reason":"tool_use","stop_sequence":null,
        "usage":{"input_tokens":20,"output_tokens":8,"cache_read_input_tokens":4}}
        """;

    private protected override IChatClient Create(HttpMessageHandler transport) =>
        AnthropicModels.CreateChatClient(new AnthropicModelOptions { Model = "m", MaxRetries = 0 }, transport);

    private protected override IReadOnlyList<string> Events(IEnumerable<string> texts, IEnumerable<string> arguments) =>
    [
        Event(new
        {
            type = "message_start",
            message = new
            {
                id = "msg_3",
                type = "message",
                role = "assistant",
                model = "m",
                content = Array.Empty<object>(),
                stop_reason = (string?)null,
                stop_sequence = (string?)null,
                usage = new { input_tokens = 9, output_tokens = 1 },
            },
        }),
        Event(new { type = "content_block_start", index = 0, content_block = new { type = "text", text = "" } }),
        .. texts.Select(static text => Event(new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text } })),
        Event(new { type = "content_block_stop", index = 0 }),
        Event(new { type = "content_block_start", index = 1, content_block = new { type = "tool_use", id = "call_1", name = "weather", input = new { } } }),
        .. arguments.Select(static part => Event(
            new { type = "content_block_delta", index = 1, delta = new { type = "input_json_delta", partial_json = part } })),
        Event(new { type = "content_block_stop", index = 1 }),
        Event(new { type = "message_delta", delta = new { stop_reason = "tool_use", stop_sequence = (string?)null }, usage = new { output_tokens = 3 } }),
        Event(new { type = "message_stop" }),
    ];

    [Theory]
    [InlineData("overloaded_error", ModelCallFault.ServerError)]
    [InlineData("api_error", ModelCallFault.ServerError)]
    [InlineData("rate_limit_error", ModelCallFault.RateLimited)]
    [InlineData("authentication_error", ModelCallFault.Unauthorized)]
    [InlineData("invalid_request_error", ModelCallFault.InvalidRequest)]
    [InlineData("one_that_is_new", ModelCallFault.ServerError)]
    public async Task AnErrorInTheMiddle_HasItsFault_AndTheServicesOwnWords(string type, ModelCallFault expected)
    {
        var events = Events(["Hello"], ["{}"]);
        string error = "event: error\n" + Event(new { type = "error", error = new { type, message = "Because of reasons." } }).Split('\n')[1];
        using var client = Create(new PieceHandler(string.Join("\n\n", events.Take(3).Append(error)) + "\n\n", streams: true));
        var thrown = await Assert.ThrowsAsync<ModelCallException>(() => client.GetStreamingResponseAsync("Hi").ToChatResponseAsync());
        Assert.Equal(expected, thrown.Fault);
        Assert.Contains("Because of reasons.", thrown.Message, StringComparison.Ordinal);
    }

    private static string Event<T>(T value)
    {
        string json = JsonSerializer.Serialize(value);
        using var document = JsonDocument.Parse(json);
        return $"event: {document.RootElement.GetProperty("type").GetString()}\ndata: {json}";
    }
}
