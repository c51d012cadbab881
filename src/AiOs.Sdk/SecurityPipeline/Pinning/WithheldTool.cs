namespace AiOs;

/// <summary>A tool that no model is offered until a human approves it.</summary>
/// <param name="Tool">The tool as it is now.</param>
/// <param name="Pin">The pin that would approve it as it is now.</param>
/// <param name="Reason">Why it is withheld: it is new, or not what was approved.</param>
public sealed record WithheldTool(ToolDescriptor Tool, ToolPin Pin, string Reason);
