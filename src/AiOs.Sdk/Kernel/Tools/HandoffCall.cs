using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A model's wish to hand its task over: it ends the turn, and whoever runs the agents carries it out.</summary>
internal sealed record HandoffCall(string To, string Message)
{
    /// <summary>Finds a handoff among a step's calls.</summary>
    /// <returns>The handoff, or null where there is none, or none to an agent that the spec names.</returns>
    public static HandoffCall? Find(IEnumerable<FunctionCallContent> calls, AgentSpec spec)
    {
        if (spec.Handoffs.Count == 0)
        {
            return null;
        }

        foreach (var call in calls)
        {
            if (call.Name == ProcessTool.HandoffName && spec.Handoffs.Contains(call.Text("to"), StringComparer.Ordinal))
            {
                return new HandoffCall(call.Text("to"), call.Text("message"));
            }
        }

        return null;
    }
}
