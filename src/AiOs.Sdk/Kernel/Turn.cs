using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>One message to be worked on, and who wants to hear what happens.</summary>
internal sealed record Turn(ChatMessage Message, SecurityLabel Label, Action<AgentEvent>? Listener);
