namespace AiOs;

/// <summary>Counts what happens in one address space. Threads: written by one at a time, read by any.</summary>
internal sealed class PagerCounters
{
    private long _appends;
    private long _faults;
    private long _prefetches;
    private long _evictions;
    private int _epochs;
    private int _residentPages;
    private int _residentTokens;
    private int _pinnedTokens;

    public void Appended(int pages) => Volatile.Write(ref _appends, _appends + pages);

    public void Faulted(int pages, bool isPrefetch)
    {
        ref long counter = ref isPrefetch ? ref _prefetches : ref _faults;
        Volatile.Write(ref counter, counter + pages);
    }

    public void Evicted(int pages) => Volatile.Write(ref _evictions, _evictions + pages);

    public void EpochEnded() => Volatile.Write(ref _epochs, _epochs + 1);

    public void Resident(int pages, int tokens)
    {
        Volatile.Write(ref _residentPages, pages);
        Volatile.Write(ref _residentTokens, tokens);
    }

    public void Pinned(int tokens) => Volatile.Write(ref _pinnedTokens, _pinnedTokens + tokens);

    public PagerStatistics ToStatistics() => new(
        Volatile.Read(ref _appends),
        Volatile.Read(ref _faults),
        Volatile.Read(ref _prefetches),
        Volatile.Read(ref _evictions),
        Volatile.Read(ref _epochs),
        Volatile.Read(ref _residentPages),
        Volatile.Read(ref _residentTokens))
    {
        PinnedTokens = Volatile.Read(ref _pinnedTokens),
    };
}
