using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A request that fits its budget, ready for a model.</summary>
/// <param name="Messages">The messages: instructions, pinned, digest, tail.</param>
/// <param name="Tools">The tools whose schemas go with it.</param>
/// <param name="Receipt">What it takes, region by region, and what it leaves out.</param>
public sealed record RenderedContext(
    IReadOnlyList<ChatMessage> Messages, IReadOnlyList<AITool> Tools, ContextReceipt Receipt);
