namespace AiOs;

/// <summary>The best so many pages of a search: a heap whose worst is on top. Of equal scores, the older page is better.</summary>
/// <remarks>Kept from search to search, so that it is allocated once.</remarks>
internal sealed class TopPages
{
    private ulong[] _heap = []; // Keys of scores: see ScoreKey.
    private int _limit;

    public int Count { get; private set; }

    public bool IsFull => Count == _limit;

    /// <summary>Gets the score of the worst page that is held.</summary>
    public float Worst => Count == 0 ? float.NegativeInfinity : ScoreKey.ScoreOf(_heap[0]);

    /// <summary>Begins anew.</summary>
    /// <param name="limit">How many pages to hold; at least one.</param>
    public void Begin(int limit)
    {
        if (_heap.Length < limit)
        {
            _heap = new ulong[limit];
        }

        (_limit, Count) = (limit, 0);
    }

    /// <summary>Gets the page at a place of the heap, which are in no order.</summary>
    public int PageAt(int place) => ScoreKey.PageOf(_heap[place]);

    /// <summary>Gets the score of the page at a place of the heap.</summary>
    public float ScoreAt(int place) => ScoreKey.ScoreOf(_heap[place]);

    public void Add(int page, float score)
    {
        ulong key = ScoreKey.Of(page, score);
        if (Count < _limit)
        {
            Rise(Count++, key);
        }
        else if (key > _heap[0])
        {
            Sink(key);
        }
    }

    private void Rise(int place, ulong key)
    {
        while (place > 0 && _heap[(place - 1) / 2] > key)
        {
            _heap[place] = _heap[(place - 1) / 2];
            place = (place - 1) / 2;
        }

        _heap[place] = key;
    }

    private void Sink(ulong key)
    {
        int place = 0;
        for (int child = 1; child < Count; child = (2 * place) + 1)
        {
            child += child + 1 < Count && _heap[child + 1] < _heap[child] ? 1 : 0;
            if (_heap[child] >= key)
            {
                break;
            }

            _heap[place] = _heap[child];
            place = child;
        }

        _heap[place] = key;
    }
}
