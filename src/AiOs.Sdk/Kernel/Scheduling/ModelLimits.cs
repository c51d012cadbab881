namespace AiOs;

/// <summary>What one model takes. Immutable.</summary>
public sealed record ModelLimits
{
    /// <summary>Gets the most calls at once. Above 0, by default 16.</summary>
    public int MaxConcurrentCalls { get; init; } = 16;

    /// <summary>Gets the most calls that begin in any 60 seconds. Above 0; by default no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Gets the most tokens, in and out together, of the calls that begin in any 60 seconds. Above 0; by default no limit.</summary>
    /// <remarks>A running call counts with the most it can take, and with what it took once it has ended.</remarks>
    public long? TokensPerMinute { get; init; }

    internal ModelLimits Validated()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConcurrentCalls);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RequestsPerMinute ?? 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(TokensPerMinute ?? 1);
        return this;
    }
}
