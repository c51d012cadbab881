namespace AiOs;

/// <summary>What a process used so far.</summary>
/// <param name="Steps">Model calls.</param>
/// <param name="InputTokens">Tokens of its requests, as reported by the provider, or counted where it reports none.</param>
/// <param name="CachedInputTokens">Those of them that the provider read from its prefix cache.</param>
/// <param name="OutputTokens">Tokens of the answers.</param>
/// <param name="CostUsd">What that cost, by the prices in the model's manifest; 0 where none are known.</param>
/// <param name="ToolCalls">Tool calls.</param>
/// <param name="Elapsed">Time spent in turns.</param>
public sealed record ProcessUsage(
    long Steps,
    long InputTokens,
    long CachedInputTokens,
    long OutputTokens,
    decimal CostUsd,
    long ToolCalls,
    TimeSpan Elapsed)
{
    /// <summary>Gets the usage of a process that has not run.</summary>
    public static ProcessUsage None { get; } = new(0, 0, 0, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Gets the tokens in and out together.</summary>
    public long TotalTokens => InputTokens + OutputTokens;
}
