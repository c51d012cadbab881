namespace AiOs;

/// <summary>A piece of the answer came, checked by the output stages.</summary>
/// <param name="Process">The process.</param>
/// <param name="Text">The piece.</param>
public sealed record TextReceived(ProcessId Process, string Text) : AgentEvent(Process);
