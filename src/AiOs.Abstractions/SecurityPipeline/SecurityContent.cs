namespace AiOs;

/// <summary>Content that a security stage is asked to judge.</summary>
/// <param name="Direction">Which way it goes; exactly one direction.</param>
/// <param name="Process">The process on whose behalf it moves.</param>
/// <param name="Text">The text as it stands after the stages before.</param>
/// <param name="Label">Its label.</param>
public sealed record SecurityContent(SecurityDirection Direction, ProcessId Process, string Text, SecurityLabel Label);
