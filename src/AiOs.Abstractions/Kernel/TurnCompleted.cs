using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A turn ended with an answer.</summary>
/// <param name="Process">The process.</param>
/// <param name="Message">The answer.</param>
/// <param name="Usage">What the turn used.</param>
/// <param name="Label">The label of the answer: the join of everything that was in the window.</param>
public sealed record TurnCompleted(ProcessId Process, ChatMessage Message, ProcessUsage Usage, SecurityLabel Label)
    : AgentEvent(Process);
