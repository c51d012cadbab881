namespace AiOs;

/// <summary>The last one or two uses of every page; those of evicted pages are kept, as LRU-K asks for.</summary>
internal sealed class LruKEvictionState(int historyLength) : IEvictionState
{
    private readonly Dictionary<PageId, (long Last, long BeforeLast)> _uses = [];

    public void Record(PageId id, PageAccess access, long tick)
    {
        if (access == PageAccess.Erased)
        {
            _uses.Remove(id);
        }
        else if (access != PageAccess.Evicted)
        {
            _uses[id] = (tick, _uses.TryGetValue(id, out var uses) ? uses.Last : 0);
        }
        else if (historyLength == 1)
        {
            _uses.Remove(id); // Whatever comes back is used at that moment: LRU needs no history of what left.
        }
    }

    public void Rank(ReadOnlySpan<EvictionCandidate> candidates, EvictionContext context, Span<int> order)
    {
        var keys = new (long Oldest, long Last, long Position)[candidates.Length];
        for (int i = 0; i < candidates.Length; i++)
        {
            var (last, beforeLast) = _uses.GetValueOrDefault(candidates[i].Id);
            keys[i] = (historyLength == 1 ? last : beforeLast, last, candidates[i].Position);
            order[i] = i;
        }

        order.Sort((a, b) => keys[a].CompareTo(keys[b]));
    }
}
