namespace AiOs;

/// <summary>How much a client takes from its service.</summary>
/// <param name="Timeout">The longest wait for the head of an answer.</param>
/// <param name="MaxRetries">How often a failed call is repeated.</param>
/// <param name="RetryDelay">The first wait before that, doubled each time.</param>
/// <param name="MaxRetryDelay">The longest wait; where the service asks for more, the call fails instead.</param>
/// <param name="MaxResponseBytes">The largest answer.</param>
internal sealed record ServiceLimits(
    TimeSpan Timeout, int MaxRetries, TimeSpan RetryDelay, TimeSpan MaxRetryDelay, long MaxResponseBytes)
{
    public ServiceLimits Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRetries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRetries, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxResponseBytes, 1);
        return this;
    }
}
