namespace AiOs;

/// <summary>How often something may happen. Immutable.</summary>
/// <param name="Calls">The most calls in a period. At least 1.</param>
/// <param name="Period">The period. Above 0.</param>
/// <remarks>A token bucket: after a pause up to <see cref="Calls"/> may come at once; on average no more than that in a period.</remarks>
public sealed record RateLimit(int Calls, TimeSpan Period);
