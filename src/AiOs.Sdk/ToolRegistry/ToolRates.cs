namespace AiOs;

/// <summary>Token buckets of the tools that have a rate.</summary>
/// <remarks>Threads: may be called from any thread.</remarks>
internal sealed class ToolRates(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Tokens, long At)> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes one call from a tool's rate.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="wait">When it can be called again, where it cannot be now.</param>
    /// <returns>Whether it may be called now.</returns>
    public bool TryTake(ToolDescriptor tool, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (tool.RateLimit is not { } rate)
        {
            return true;
        }

        lock (_gate)
        {
            long now = time.GetTimestamp();
            double perSecond = rate.Calls / rate.Period.TotalSeconds;
            double tokens = _buckets.TryGetValue(tool.Name, out var bucket)
                ? Math.Min(rate.Calls, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond))
                : rate.Calls;
            bool isAllowed = tokens >= 1 - 1e-9; // What refills in seven steps sums to a hair less than one.
            _buckets[tool.Name] = (isAllowed ? tokens - 1 : tokens, now);
            wait = isAllowed ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - tokens) / perSecond);
            return isAllowed;
        }
    }
}
