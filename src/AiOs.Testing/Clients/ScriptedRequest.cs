using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A request that a <see cref="ScriptedChatClient"/> received.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Messages">The messages, as they were at the time.</param>
/// <param name="Options">The options, or null.</param>
public sealed record ScriptedRequest(int Number, IReadOnlyList<ChatMessage> Messages, ChatOptions? Options);
