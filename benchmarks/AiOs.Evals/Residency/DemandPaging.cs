namespace AiOs;

/// <summary>Pages of known sizes under a budget, brought in when they are used and not before: the policies ours is compared with.</summary>
/// <remarks>
/// min is Belady's rule (IBM Systems Journal 5(2), 1966): whoever is used again last leaves first. It knows the future, so it is what no
/// policy without prefetch can reach, as far as that is known for pages of different sizes.
/// </remarks>
internal sealed class DemandPaging(IReadOnlyList<int> tokens, long budgetTokens, DemandPolicy policy, IReadOnlyList<IReadOnlyList<int>> uses)
{
    private readonly Dictionary<int, long> _resident = []; // By the time of the last use.
    private readonly Queue<int>[] _future = FutureOf(tokens.Count, uses);
    private long _clock;
    private long _tokens;

    /// <summary>Appends every page in order, then uses what each question needs.</summary>
    /// <returns>For each question, the share of what it needs that was resident when it was asked.</returns>
    public IEnumerable<double> Run()
    {
        for (int page = 0; page < tokens.Count; page++)
        {
            Bring(page);
        }

        foreach (var needed in uses)
        {
            yield return (double)needed.Count(_resident.ContainsKey) / needed.Count;
            foreach (int page in needed)
            {
                _future[page].Dequeue();
            }

            if (policy != DemandPolicy.SlidingWindow)
            {
                foreach (int page in needed)
                {
                    Bring(page);
                }
            }
        }
    }

    private void Bring(int page)
    {
        if (!_resident.ContainsKey(page))
        {
            _tokens += tokens[page];
        }

        _resident[page] = ++_clock;
        while (_tokens > budgetTokens)
        {
            int victim = Victim();
            _resident.Remove(victim);
            _tokens -= tokens[victim];
        }
    }

    private int Victim() => policy == DemandPolicy.Min
        ? _resident.Keys.MaxBy(page => (_future[page].TryPeek(out int next) ? next : int.MaxValue, tokens[page]))
        : _resident.MinBy(static page => page.Value).Key;

    private static Queue<int>[] FutureOf(int pages, IReadOnlyList<IReadOnlyList<int>> uses)
    {
        var future = new Queue<int>[pages];
        for (int page = 0; page < pages; page++)
        {
            future[page] = new Queue<int>();
        }

        for (int time = 0; time < uses.Count; time++)
        {
            foreach (int page in uses[time])
            {
                future[page].Enqueue(time);
            }
        }

        return future;
    }
}
