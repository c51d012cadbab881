namespace AiOs;

/// <summary>A turn ended without an answer.</summary>
/// <param name="Process">The process.</param>
/// <param name="Error">Why: a refused budget, a failing model, a block by the security pipeline.</param>
public sealed record TurnFailed(ProcessId Process, Exception Error) : AgentEvent(Process);
