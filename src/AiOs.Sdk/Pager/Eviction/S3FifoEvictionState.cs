namespace AiOs;

/// <summary>The small, main and ghost queues of S3-FIFO, with a counter of 0 to 3 uses a page.</summary>
internal sealed class S3FifoEvictionState : IEvictionState
{
    private const int MaxUses = 3;
    private const int SmallShare = 10; // The small queue holds one page in ten.
    private readonly RecencyList _small = new();
    private readonly RecencyList _main = new();
    private readonly RecencyList _ghosts = new();
    private readonly Dictionary<PageId, int> _uses = [];

    public void Record(PageId id, PageAccess access, long tick)
    {
        switch (access)
        {
            case PageAccess.Erased:
                _ = Leave(id) || _ghosts.Remove(id);
                break;
            case PageAccess.Evicted:
                if (Leave(id))
                {
                    _ghosts.Touch(id);
                    _ghosts.TrimTo(Math.Max(64, _main.Count + _small.Count));
                }

                break;
            default:
                Use(id);
                break;
        }
    }

    // What would leave, in which order, if pages left one by one; the queues themselves change only when pages really leave.
    public void Rank(ReadOnlySpan<EvictionCandidate> candidates, EvictionContext context, Span<int> order)
    {
        var small = new Queue<int>();
        var main = new Queue<int>();
        foreach (int index in ByQueueTime(candidates))
        {
            (_main.Contains(candidates[index].Id) ? main : small).Enqueue(index);
        }

        int[] uses = new int[candidates.Length];
        for (int i = 0; i < uses.Length; i++)
        {
            uses[i] = _uses.GetValueOrDefault(candidates[i].Id);
        }

        for (int taken = 0; taken < order.Length;)
        {
            if (main.Count == 0 || small.Count * SmallShare > main.Count + small.Count)
            {
                TakeFromSmall(small, main, uses, order, ref taken);
            }
            else
            {
                TakeFromMain(main, uses, order, ref taken);
            }
        }
    }

    private static void TakeFromSmall(Queue<int> small, Queue<int> main, int[] uses, Span<int> order, ref int taken)
    {
        int index = small.Dequeue();
        if (uses[index] > 1)
        {
            uses[index] = 0;
            main.Enqueue(index);
        }
        else
        {
            order[taken++] = index;
        }
    }

    private static void TakeFromMain(Queue<int> main, int[] uses, Span<int> order, ref int taken)
    {
        int index = main.Dequeue();
        if (uses[index] > 0)
        {
            uses[index]--;
            main.Enqueue(index);
        }
        else
        {
            order[taken++] = index;
        }
    }

    private int[] ByQueueTime(ReadOnlySpan<EvictionCandidate> candidates)
    {
        int[] indexes = new int[candidates.Length];
        var keys = new (long, long)[candidates.Length];
        for (int i = 0; i < indexes.Length; i++)
        {
            indexes[i] = i;
            var id = candidates[i].Id;
            keys[i] = (_main.Contains(id) ? _main.TimeOf(id) : _small.TimeOf(id), candidates[i].Position);
        }

        Array.Sort(keys, indexes);
        return indexes;
    }

    private void Use(PageId id)
    {
        if (_small.Contains(id) || _main.Contains(id))
        {
            _uses[id] = Math.Min(MaxUses, _uses.GetValueOrDefault(id) + 1);
        }
        else if (_ghosts.Remove(id))
        {
            _main.Touch(id);
        }
        else
        {
            _small.Touch(id);
        }
    }

    private bool Leave(PageId id)
    {
        _uses.Remove(id);
        return _small.Remove(id) || _main.Remove(id);
    }
}
