namespace AiOs;

/// <summary>Pages by their scores, taken best first: only what is taken is sorted.</summary>
internal sealed class RankedPages
{
    private ulong[] _heap = new ulong[64]; // Keys of scores, the best on top once it was built.

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Adds a page; afterwards <see cref="Build"/>.</summary>
    public void Add(int page, float score)
    {
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        _heap[Count++] = ScoreKey.Of(page, score);
    }

    public void Build()
    {
        for (int place = (Count / 2) - 1; place >= 0; place--)
        {
            Sink(place, _heap[place]);
        }
    }

    /// <summary>Takes the best page.</summary>
    public (int Page, float Score) Take()
    {
        ulong best = _heap[0];
        if (--Count > 0)
        {
            Sink(0, _heap[Count]);
        }

        return (ScoreKey.PageOf(best), ScoreKey.ScoreOf(best));
    }

    private void Sink(int place, ulong key)
    {
        for (int child = (2 * place) + 1; child < Count; child = (2 * place) + 1)
        {
            child += child + 1 < Count && _heap[child + 1] > _heap[child] ? 1 : 0;
            if (_heap[child] <= key)
            {
                break;
            }

            _heap[place] = _heap[child];
            place = child;
        }

        _heap[place] = key;
    }
}
