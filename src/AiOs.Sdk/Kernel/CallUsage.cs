namespace AiOs;

/// <summary>What one model call used.</summary>
internal readonly record struct CallUsage(long InputTokens, long CachedInputTokens, long OutputTokens, decimal CostUsd);
