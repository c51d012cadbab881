using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Asks a model for one tool call, runs the tool, and gives the model its result.</summary>
internal static class ToolEval
{
    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("endpoint", "model", "key");
        var options = new OpenAIModelOptions
        {
            Endpoint = new Uri(arguments.Find("endpoint") ?? throw new EvalException("tool needs --endpoint.")),
            Model = arguments.Find("model") ?? throw new EvalException("tool needs --model."),
            ApiKey = arguments.Find("key"),
            Timeout = TimeSpan.FromMinutes(10), // A model on a busy processor takes its time.
        };
        using var client = OpenAIModels.CreateChatClient(options);
        var tool = AIFunctionFactory.Create((string city) => $"It is sunny in {city}.", "get_weather", "Tells the weather of a city.");
        List<ChatMessage> messages = [new ChatMessage(ChatRole.User, "What is the weather in Paris?")];
        var asked = await client.GetResponseAsync(
            messages, new ChatOptions { Tools = [tool], ToolMode = ChatToolMode.RequireSpecific(tool.Name), MaxOutputTokens = 64 });
        var call = asked.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().FirstOrDefault();
        string? result = call is null ? null : (await tool.InvokeAsync(new AIFunctionArguments(call.Arguments)))?.ToString();
        string answer = "";
        if (call is not null)
        {
            messages.AddRange(asked.Messages);
            messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, result)]));
            answer = (await client.GetResponseAsync(messages, new ChatOptions { MaxOutputTokens = 64 })).Text;
        }

        var line = new JsonObject
        {
            ["eval"] = "tool",
            ["called"] = call is not null,
            ["arguments"] = new JsonObject([.. (call?.Arguments ?? new Dictionary<string, object?>())
                .Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value?.ToString()))]),
            ["result"] = result,
            ["answer"] = answer,
        };
        await output.WriteLineAsync(line.ToJsonString());
    }
}
