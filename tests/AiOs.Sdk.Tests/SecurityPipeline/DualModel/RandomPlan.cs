using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace AiOs;

/// <summary>A plan at random, with two values that take each other's place in two worlds.</summary>
internal sealed record RandomPlan(string Json, string One, string Other)
{
    private static readonly string[] Sources = ["open", "secret", "known"];
    private static readonly string[] Effects = ["transfer", "publish", "note"];

    public static Arbitrary<RandomPlan> Arbitrary { get; } = (
        from choices in Gen.Choose(0, 999).ArrayOf(80)
        from one in Gen.Elements("", "true", "a", "[1]", "zz", "7")
        from other in Gen.Elements("false", "b", "[1,2,3]", "[]", "yy", "{")
        select new RandomPlan(Write(choices, Sources, Effects), one, other)).ToArbitrary();

    /// <summary>Writes a plan over some tools: sources without arguments, and sinks with two, <c>to</c> and <c>text</c>.</summary>
    public static string Write(int[] choices, string[] sources, string[] sinks)
    {
        int next = 0;
        int Draw(int below) => choices[next++ % choices.Length] % below;
        int ids = 0;
        return new JsonObject { ["steps"] = Steps(["h0"], 0, first: true) }.ToJsonString();

        JsonArray Steps(List<string> handles, int depth, bool first = false)
        {
            var steps = new JsonArray();
            if (first)
            {
                steps.Add(new JsonObject { ["id"] = "h0", ["call"] = sources[Draw(sources.Length)], ["arguments"] = new JsonObject() });
            }

            for (int count = 2 + Draw(4); count > 0 && ids < 40; count--)
            {
                string id = $"h{++ids}";
                steps.Add(Step(id, handles, depth));
                handles.Add(id);
            }

            return steps;
        }

        JsonObject Step(string id, List<string> handles, int depth) => Draw(depth < 2 ? 9 : 6) switch
        {
            0 => new JsonObject { ["id"] = id, ["call"] = sources[Draw(sources.Length)], ["arguments"] = new JsonObject() },
            1 => new JsonObject
            {
                ["id"] = id,
                ["read"] = new JsonArray(JsonValue.Create(handles[Draw(handles.Count)])),
                ["ask"] = "what",
                ["as"] = Schema(),
            },
            2 => new JsonObject { ["id"] = id, ["call"] = "echo", ["arguments"] = new JsonObject { ["text"] = Value(handles) } },
            3 or 4 or 5 => new JsonObject
            {
                ["id"] = id,
                ["call"] = sinks[Draw(sinks.Length)],
                ["arguments"] = new JsonObject { ["to"] = Value(handles), ["text"] = Value(handles) },
            },
            6 or 7 => new JsonObject
            {
                ["id"] = id,
                ["if"] = Condition(handles),
                ["then"] = Steps([.. handles], depth + 1),
                ["else"] = Steps([.. handles], depth + 1),
            },
            _ => new JsonObject
            {
                ["id"] = id,
                ["forEach"] = Draw(2) == 0 ? new JsonArray(Value(handles)) : new JsonObject { ["$ref"] = handles[Draw(handles.Count)] },
                ["as"] = $"h{++ids}",
                ["do"] = Steps([.. handles], depth + 1),
            },
        };

        JsonNode Value(List<string> handles) => Draw(5) switch
        {
            0 or 1 or 2 => JsonValue.Create($"c{Draw(5)}"),
            3 => new JsonObject { ["$ref"] = handles[Draw(handles.Count)] },
            _ => new JsonObject { ["$join"] = new JsonArray(JsonValue.Create("x"), new JsonObject { ["$ref"] = handles[Draw(handles.Count)] }) },
        };

        JsonObject Condition(List<string> handles) =>
            new() { ["$equal"] = new JsonArray(Value(handles), new JsonObject { ["$ref"] = handles[Draw(handles.Count)] }) };

        JsonObject Schema() => Draw(4) switch
        {
            3 => new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "integer" } },
            0 => new JsonObject { ["type"] = "boolean" },
            1 => new JsonObject { ["type"] = "number" },
            _ => new JsonObject { ["type"] = "string", ["maxLength"] = 3 },
        };
    }
}
