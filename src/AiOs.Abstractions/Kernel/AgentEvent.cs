namespace AiOs;

/// <summary>Something that happened in a process.</summary>
/// <param name="Process">The process.</param>
public abstract record AgentEvent(ProcessId Process);
