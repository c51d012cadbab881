using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The process tools: the few system calls that a model may make itself.</summary>
internal static class ProcessTool
{
    public const string SpawnName = "spawn";
    public const string WaitName = "wait";
    public const string SendName = "send";
    public const string ListName = "list";
    public const string ReceiveName = "receive";
    public const string HandoffName = "handoff";

    private static readonly KernelTool Wait = new(
        WaitName,
        "Waits until an agent that you started has answered everything you asked it, and gives its last answer.",
        """
        {"type":"object","properties":{"process":{"type":"integer","description":"The agent's number, as spawn gave it."}},
        "required":["process"]}
        """);

    private static readonly KernelTool Send = new(
        SendName,
        "Sends a message to an agent that you started. It answers in its own time: call wait for the answer.",
        """
        {"type":"object","properties":{"process":{"type":"integer","description":"The agent's number, as spawn gave it."},
        "text":{"type":"string","description":"The message, complete in itself."}},"required":["process","text"]}
        """);

    private static readonly KernelTool List = new(
        ListName, "Lists the agents that you started, and what each is doing.", """{"type":"object","properties":{}}""");

    private static readonly KernelTool Receive = new(
        ReceiveName,
        "Takes the oldest message that was sent to you since you began, so that you need not finish first. Answers at once, also when there "
        + "is none.",
        """{"type":"object","properties":{}}""");

    private static readonly KernelTool AnySpawn = new(
        SpawnName,
        "Starts another agent on a task, and gives its number. It knows only what you tell it here: call wait for its answer.",
        """
        {"type":"object","properties":{"name":{"type":"string","description":"What to call it."},
        "instructions":{"type":"string","description":"What it is, and how it should work."},
        "task":{"type":"string","description":"The task, complete in itself."}},"required":["name","instructions","task"]}
        """);

    public static bool IsProcessTool(string name) => name is SpawnName or WaitName or SendName or ListName or ReceiveName;

    /// <summary>Gives the tools that an agent of this spec sees.</summary>
    public static IEnumerable<AITool> Of(AgentSpec spec)
    {
        if (spec.HasProcessTools)
        {
            yield return spec.Specialists.Count == 0 ? AnySpawn : SpecialistSpawn(spec);
            yield return Wait;
            yield return Send;
            yield return List;
            yield return Receive;
        }

        if (spec.Handoffs.Count > 0)
        {
            yield return Handoff(spec);
        }
    }

    private static KernelTool SpecialistSpawn(AgentSpec spec)
    {
        string who = string.Join(" ", spec.Specialists.Select(static s => s.Description.Length == 0 ? s.Name + "." : $"{s.Name}: {s.Description}"));
        return new KernelTool(
            SpawnName,
            $"Starts a specialist on a task, and gives its number. It knows only what you tell it: call wait for its answer. There are: {who}",
            Schema(
                ("agent", "Which specialist.", [.. spec.Specialists.Select(static s => s.Name)]),
                ("task", "The task, complete in itself.", [])));
    }

    private static KernelTool Handoff(AgentSpec spec) => new(
        HandoffName,
        "Hands your task over to another agent, which answers in your place. Tell it all that it needs to know.",
        Schema(("to", "Which agent.", [.. spec.Handoffs]), ("message", "What it needs to know.", [])));

    private static string Schema(params ReadOnlySpan<(string Name, string Description, string[] Values)> parameters)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var (name, description, values) in parameters)
        {
            var property = new JsonObject { ["type"] = "string", ["description"] = description };
            if (values.Length > 0)
            {
                property["enum"] = new JsonArray([.. values.Select(static value => (JsonNode)JsonValue.Create(value))]);
            }

            properties[name] = property;
            required.Add((JsonNode)JsonValue.Create(name));
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required }.ToJsonString();
    }
}
