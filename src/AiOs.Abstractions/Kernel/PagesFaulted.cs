namespace AiOs;

/// <summary>Pages were brought back into the window.</summary>
/// <param name="Process">The process.</param>
/// <param name="Result">Which.</param>
/// <param name="IsPrefetch">Whether nobody asked yet.</param>
public sealed record PagesFaulted(ProcessId Process, FaultResult Result, bool IsPrefetch) : AgentEvent(Process);
