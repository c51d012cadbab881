namespace AiOs;

/// <summary>The model called a tool.</summary>
/// <param name="Process">The process.</param>
/// <param name="Invocation">The call.</param>
public sealed record ToolCallStarted(ProcessId Process, ToolInvocation Invocation) : AgentEvent(Process);
