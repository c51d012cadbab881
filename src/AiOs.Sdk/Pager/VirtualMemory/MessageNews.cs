using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>What is new in a caller's messages.</summary>
/// <param name="Messages">The new ones, in their order.</param>
/// <param name="Said">The marks of those among them that are no instructions.</param>
/// <param name="Instructions">The marks of all instructions that the caller gave, new or not.</param>
/// <param name="IsHistory">Whether the caller gave all that was said before too, so that its instructions take the place of older ones.</param>
internal sealed record MessageNews(
    IReadOnlyList<ChatMessage> Messages, IReadOnlyList<PageId> Said, IReadOnlySet<PageId> Instructions, bool IsHistory);
