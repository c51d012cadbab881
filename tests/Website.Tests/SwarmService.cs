using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The scripted swarm behind the wire format of chat completions, as a service would have it.</summary>
internal sealed class SwarmService
{
    private readonly ScriptedSwarm _swarm = new();

    public LoopbackReply Answer(LoopbackRequest request)
    {
        var asked = JsonNode.Parse(request.Text)!;
        var messages = asked["messages"]!.AsArray().Select(static message => Read(message!)).ToList();
#pragma warning disable xUnit1031 // The script answers at once.
        var said = _swarm.GetResponseAsync(messages).GetAwaiter().GetResult().Messages[0];
#pragma warning restore xUnit1031
        var calls = said.Contents.OfType<FunctionCallContent>().Select((call, i) => (JsonNode)new JsonObject
        {
            ["index"] = i,
            ["id"] = $"{call.CallId}{i}",
            ["type"] = "function",
            ["function"] = new JsonObject
            {
                ["name"] = call.Name,
                ["arguments"] = new JsonObject(call.Arguments!.Select(static argument =>
                    KeyValuePair.Create(argument.Key, (JsonNode?)JsonValue.Create(argument.Value?.ToString())))).ToJsonString(),
            },
        }).ToArray();
        var message = new JsonObject { ["role"] = "assistant", ["content"] = said.Text };
        if (calls.Length > 0)
        {
            message["tool_calls"] = new JsonArray(calls);
        }

        bool isStream = asked["stream"]?.GetValue<bool>() == true;
        string answer = new JsonObject
        {
            ["id"] = "completion",
            ["object"] = isStream ? "chat.completion.chunk" : "chat.completion",
            ["created"] = 0,
            ["model"] = "served-model",
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["finish_reason"] = calls.Length > 0 ? "tool_calls" : "stop",
                [isStream ? "delta" : "message"] = message,
            }),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 100, ["completion_tokens"] = 10, ["total_tokens"] = 110 },
        }.ToJsonString();
        return isStream
            ? LoopbackReply.Text($"data: {answer}\n\ndata: [DONE]\n\n", "text/event-stream")
            : LoopbackReply.Text(answer, "application/json");
    }

    private static ChatMessage Read(JsonNode message)
    {
        string text = message["content"] switch
        {
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            JsonArray parts => string.Concat(parts.Select(static part => part!["text"]?.GetValue<string>())),
            _ => "",
        };
        if (message["tool_call_id"] is { } id)
        {
            return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id.GetValue<string>(), text)]);
        }

        var contents = new List<AIContent>();
        if (text.Length > 0)
        {
            contents.Add(new TextContent(text));
        }

        foreach (var call in message["tool_calls"]?.AsArray() ?? [])
        {
            contents.Add(new FunctionCallContent(call!["id"]!.GetValue<string>(), call["function"]!["name"]!.GetValue<string>()));
        }

        return new ChatMessage(new ChatRole(message["role"]!.GetValue<string>()), contents);
    }
}
