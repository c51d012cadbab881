namespace AiOs;

/// <summary>What one or more model calls used.</summary>
internal readonly record struct CallUsage(long InputTokens, long CachedInputTokens, long OutputTokens, decimal CostUsd)
{
    public static CallUsage operator +(CallUsage left, CallUsage right) => new(
        left.InputTokens + right.InputTokens,
        left.CachedInputTokens + right.CachedInputTokens,
        left.OutputTokens + right.OutputTokens,
        left.CostUsd + right.CostUsd);
}
