namespace AiOs;

/// <summary>Holds calls to so many, and to so many tokens, in any 60 seconds.</summary>
/// <remarks>A sliding window over the calls themselves: a bucket that refills would let twice the limit through around its edge.</remarks>
internal sealed class RateWindow(ModelLimits limits, long frequency)
{
    private readonly Queue<RateEntry> _entries = new();
    private readonly long _minute = 60 * frequency;
    private long _tokens;

    public bool IsLimited { get; } = limits.RequestsPerMinute is not null || limits.TokensPerMinute is not null;

    /// <summary>Counts a call in, if it may begin now.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="tokens">The most that the call can take.</param>
    /// <param name="entry">The call's entry, to be corrected when it has ended; null where nothing is limited.</param>
    /// <returns>0, or how many ticks from now it may begin.</returns>
    public long TryTake(long now, long tokens, out RateEntry? entry)
    {
        entry = null;
        if (!IsLimited)
        {
            return 0;
        }

        while (_entries.TryPeek(out var oldest) && oldest.Ticks + _minute <= now)
        {
            _tokens -= _entries.Dequeue().Tokens;
        }

        long wait = Math.Max(WaitForRequests(now), WaitForTokens(now, tokens));
        if (wait == 0)
        {
            entry = new RateEntry(now, tokens);
            _entries.Enqueue(entry);
            _tokens += tokens;
        }

        return wait;
    }

    /// <summary>Puts what a call really took in the place of what it could have taken.</summary>
    public void Correct(RateEntry entry, long tokens)
    {
        if (_entries.TryPeek(out var oldest) && entry.Ticks >= oldest.Ticks)
        {
            _tokens += tokens - entry.Tokens;
            entry.Tokens = tokens;
        }
    }

    private long WaitForRequests(long now) => limits.RequestsPerMinute is { } most && _entries.Count >= most
        ? _entries.ElementAt(_entries.Count - most).Ticks + _minute - now
        : 0;

    private long WaitForTokens(long now, long tokens)
    {
        if (limits.TokensPerMinute is not { } most || _tokens + tokens <= most)
        {
            return 0;
        }

        long rest = _tokens;
        foreach (var entry in _entries)
        {
            rest -= entry.Tokens;
            if (rest + tokens <= most)
            {
                return entry.Ticks + _minute - now;
            }
        }

        return _minute; // Not reached for a request within the limit: without entries, the rest is 0.
    }
}
