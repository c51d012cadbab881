using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A message in a mailbox.</summary>
/// <param name="From">Who sent it.</param>
/// <param name="Message">The message.</param>
/// <param name="Label">Its label.</param>
public sealed record ProcessMessage(ProcessId From, ChatMessage Message, SecurityLabel Label);
