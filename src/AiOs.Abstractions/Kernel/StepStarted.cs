namespace AiOs;

/// <summary>A step begins: a request was rendered and fits its budget.</summary>
/// <param name="Process">The process.</param>
/// <param name="Step">The step's number within the turn, from 1.</param>
/// <param name="Receipt">What the request takes and leaves out.</param>
public sealed record StepStarted(ProcessId Process, int Step, ContextReceipt Receipt) : AgentEvent(Process);
