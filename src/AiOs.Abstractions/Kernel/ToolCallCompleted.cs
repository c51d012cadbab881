namespace AiOs;

/// <summary>A tool call ended.</summary>
/// <param name="Process">The process.</param>
/// <param name="Invocation">The call.</param>
/// <param name="Result">What it gave.</param>
public sealed record ToolCallCompleted(ProcessId Process, ToolInvocation Invocation, ToolResult Result)
    : AgentEvent(Process);
