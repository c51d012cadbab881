namespace AiOs;

/// <summary>The best so many pages of a search: a heap whose worst is on top. Of equal scores, the older page is better.</summary>
internal sealed class TopHits(int limit)
{
    private readonly PriorityQueue<int, (float Score, int Older)> _heap = new();

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

    public RecallHit[] ToHits(PageIdIndex ids)
    {
        var hits = new RecallHit[_heap.Count];
        for (int i = hits.Length - 1; i >= 0; i--)
        {
            _heap.TryDequeue(out int page, out var priority);
            hits[i] = new RecallHit(ids[page], priority.Score);
        }

        return hits;
    }
}
