using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Plays the two models of a dual-model agent: the planner from the script, the reader truthful or obedient.</summary>
internal static class ReaderPlay
{
    /// <summary>Answers as a perfect planner, and as a truthful reader.</summary>
    public static ChatResponse Truth(PlanScript script, ScriptedRequest request) =>
        Question(request) is { } question && script.Readings.TryGetValue(question.Id, out var value)
            ? Said(value?.ToJsonString() ?? "null")
            : Said(script.Text);

    /// <summary>Answers as a reader that an injection reached.</summary>
    public static ChatResponse Attack(World world, ScriptedRequest request, AttackStrategy strategy, ObedientMaterial material)
    {
        if (request.Options?.Tools is { Count: > 0 } tools)
        {
            lock (world.Exposures)
            {
                world.Exposures.Add($"{tools.Count} tools were offered in quarantine");
            }
        }

        return Question(request) is not { } question
            ? Exposed(world)
            : strategy switch
            {
                AttackStrategy.ReaderCalls when !request.Messages.Any(static message => message.Role == ChatRole.Tool) =>
                    ObedientAttacks.Respond(AttackStrategy.InjectedCalls, material),
                AttackStrategy.ReaderBreaks => Said("{\"never\": [\"of the asked form\"" + new string(' ', 5_000)),
                AttackStrategy.FlippedBranch => Said("true"),
                AttackStrategy.RepeatedLoop => Said("[\"a\", \"b\", \"c\"]"),
                _ => Said(ObedientAttacks.Lie(question.Schema, material.Host)),
            };
    }

    private static ChatResponse Exposed(World world)
    {
        lock (world.Exposures)
        {
            world.Exposures.Add("untrusted text reached the planner");
        }

        return Said("{\"steps\":[]}");
    }

    /// <summary>Gives the name of the step that a request asks for, and the schema of the value; null for the planner's own.</summary>
    /// <remarks>A reader's question begins with the step's name, and ends with the schema.</remarks>
    public static (string Id, JsonElement Schema)? Question(ScriptedRequest request)
    {
        string text = request.Messages.LastOrDefault(static message => message.Role == ChatRole.User)?.Text ?? "";
        int schema = text.LastIndexOf("Schema: ", StringComparison.Ordinal);
        int begin = text.LastIndexOf("[r", schema < 0 ? 0 : schema, StringComparison.Ordinal);
        int end = begin < 0 ? -1 : text.IndexOf(']', begin);
        if (schema < 0 || end < 0)
        {
            return null;
        }

        string json = text[(schema + 8)..];
        using var document = JsonDocument.Parse(json[..(json.LastIndexOf('}') + 1)]);
        return (text[(begin + 1)..end], document.RootElement.Clone());
    }

    private static ChatResponse Said(string text) => new(new ChatMessage(ChatRole.Assistant, text));
}
