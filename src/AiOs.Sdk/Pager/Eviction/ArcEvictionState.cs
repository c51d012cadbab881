namespace AiOs;

/// <summary>ARC's four lists: pages used once and more than once, resident (T1, T2) and evicted (B1, B2).</summary>
internal sealed class ArcEvictionState : IEvictionState
{
    private readonly RecencyList _once = new();
    private readonly RecencyList _often = new();
    private readonly RecencyList _onceGhosts = new();
    private readonly RecencyList _oftenGhosts = new();
    private double _onceTarget; // ARC's p: how many pages that were used once deserve to stay.

    public void Record(PageId id, PageAccess access, long tick)
    {
        switch (access)
        {
            case PageAccess.Erased:
                Forget(id);
                break;
            case PageAccess.Evicted:
                Evict(id);
                break;
            default:
                Use(id);
                break;
        }
    }

    public void Rank(ReadOnlySpan<EvictionCandidate> candidates, EvictionContext context, Span<int> order)
    {
        var once = new List<int>();
        var often = new List<int>();
        for (int i = 0; i < candidates.Length; i++)
        {
            (_often.Contains(candidates[i].Id) ? often : once).Add(i);
        }

        Sort(once, _once, candidates);
        Sort(often, _often, candidates);
        int nextOnce = 0;
        int nextOften = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int onceLeft = once.Count - nextOnce;
            bool takesOnce = nextOften == often.Count || (onceLeft > 0 && onceLeft > _onceTarget);
            order[i] = takesOnce ? once[nextOnce++] : often[nextOften++];
        }
    }

    private static void Sort(List<int> indexes, RecencyList list, ReadOnlySpan<EvictionCandidate> candidates)
    {
        var keys = new Dictionary<int, (long, long)>(indexes.Count);
        foreach (int index in indexes)
        {
            keys[index] = (list.TimeOf(candidates[index].Id), candidates[index].Position);
        }

        indexes.Sort((a, b) => keys[a].CompareTo(keys[b]));
    }

    private void Use(PageId id)
    {
        int resident = Math.Max(1, _once.Count + _often.Count);
        if (_once.Remove(id) || _often.Contains(id))
        {
            _often.Touch(id);
        }
        else if (_onceGhosts.Contains(id))
        {
            _onceTarget = Math.Min(resident, _onceTarget + Math.Max(1.0, (double)_oftenGhosts.Count / _onceGhosts.Count));
            _onceGhosts.Remove(id);
            _often.Touch(id);
        }
        else if (_oftenGhosts.Contains(id))
        {
            _onceTarget = Math.Max(0, _onceTarget - Math.Max(1.0, (double)_onceGhosts.Count / _oftenGhosts.Count));
            _oftenGhosts.Remove(id);
            _often.Touch(id);
        }
        else
        {
            _once.Touch(id);
        }
    }

    private void Evict(PageId id)
    {
        if (_once.Remove(id))
        {
            _onceGhosts.Touch(id);
        }
        else if (_often.Remove(id))
        {
            _oftenGhosts.Touch(id);
        }

        // Ghosts are as many as resident pages at most: ARC remembers twice what the cache holds.
        int limit = Math.Max(64, _once.Count + _often.Count);
        _onceGhosts.TrimTo(limit);
        _oftenGhosts.TrimTo(limit);
    }

    private void Forget(PageId id)
    {
        _ = _once.Remove(id) || _often.Remove(id) || _onceGhosts.Remove(id) || _oftenGhosts.Remove(id);
    }
}
