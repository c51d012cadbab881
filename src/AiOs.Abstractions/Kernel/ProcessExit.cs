namespace AiOs;

/// <summary>How a process ended.</summary>
/// <param name="State">One of exited, failed and killed.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Error">The error it ended with, where there was one.</param>
public sealed record ProcessExit(ProcessState State, string Reason, Exception? Error = null);
