namespace AiOs;

/// <summary>The best so many pages of a search: a heap whose worst is on top. Of equal scores, the older page is better.</summary>
internal sealed class TopPages(int limit)
{
    private readonly PriorityQueue<int, (float Score, int Older)> _heap = new();

    public bool IsFull => _heap.Count == limit;

    /// <summary>Gets the score of the worst page that is held.</summary>
    public float Worst => _heap.TryPeek(out _, out var priority) ? priority.Score : float.NegativeInfinity;

    public IEnumerable<int> Pages => _heap.UnorderedItems.Select(static item => item.Element);

    public void Add(int page, float score)
    {
        if (_heap.Count < limit)
        {
            _heap.Enqueue(page, (score, -page));
        }
        else
        {
            _heap.EnqueueDequeue(page, (score, -page));
        }
    }
}
