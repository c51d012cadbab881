using System.Numerics;

namespace AiOs;

/// <summary>Takes the best described pages: none that only repeats another, and from several sessions where several pages may be asked for.</summary>
internal readonly ref struct RecallSelection
{
    private const float CrowdingWeight = 0.4f; // What a session loses with the logarithm of the pages taken from it.
    private const int MaxSpread = 64; // Pages beyond it are taken in plain order: so long a list is no answer any more.
    private const int MinRepeatLength = 4; // Words that are indexed: "Thanks a lot!" may be said twice.
    private const float SameMatter = 0.6f; // The share of the older page's words of the question that the newer has too.
    private readonly RecallStore _store;
    private readonly RecallScratch _scratch;
    private readonly RecallQuestion _question;
    private readonly List<(int Page, float Score)> _taken;

    public RecallSelection(RecallStore store, RecallScratch scratch)
    {
        _store = store;
        _scratch = scratch;
        _question = scratch.Question;
        _taken = scratch.Taken;
    }

    /// <summary>Takes pages of those that are ranked.</summary>
    /// <param name="limit">How many at most.</param>
    public IReadOnlyList<RecallHit> Take(int limit)
    {
        _taken.Clear();
        var ranked = _scratch.Ranked;
        ranked.Build();
        if (_question.MayAskForSeveral)
        {
            Spread(ranked, Math.Min(limit, MaxSpread));
        }

        while (ranked.Count > 0 && _taken.Count < limit)
        {
            var (page, score) = ranked.Take();
            if (!Repeats(page))
            {
                _taken.Add((page, score));
            }
        }

        var hits = new RecallHit[_taken.Count];
        for (int i = 0; i < hits.Length; i++)
        {
            hits[i] = new RecallHit(_store.Ids[_taken[i].Page], _taken[i].Score) { SupersededBy = FindNewer(_taken[i].Page) };
        }

        return hits;
    }

    // The best page, one after the other, each session counting less the more was taken from it. What is left is lowered alike.
    private void Spread(RankedPages pages, int limit)
    {
        var ranked = new List<(int Page, float Score)>(pages.Count);
        while (pages.Count > 0)
        {
            ranked.Add(pages.Take());
        }

        var crowds = new Dictionary<int, int>();
        while (_taken.Count < limit && ranked.Count > 0)
        {
            int best = 0;
            float bestScore = float.NegativeInfinity;
            for (int i = 0; i < ranked.Count && ranked[i].Score > bestScore; i++)
            {
                float score = Lowered(ranked[i], crowds);
                if (score > bestScore)
                {
                    (best, bestScore) = (i, score);
                }
            }

            int page = ranked[best].Page;
            ranked.RemoveAt(best);
            if (!Repeats(page))
            {
                _taken.Add((page, bestScore));
                int session = _store.Documents[page].Session;
                crowds[session] = crowds.GetValueOrDefault(session) + 1;
            }
        }

        foreach (var page in ranked)
        {
            pages.Add(page.Page, Lowered(page, crowds));
        }

        pages.Build();
    }

    private float Lowered((int Page, float Score) ranked, Dictionary<int, int> crowds) =>
        ranked.Score - (CrowdingWeight * MathF.Log(1 + crowds.GetValueOrDefault(_store.Documents[ranked.Page].Session)));

    private bool Repeats(int page)
    {
        ref var document = ref _store.Documents[page];
        if (document.Length < MinRepeatLength)
        {
            return false;
        }

        foreach (var (other, _) in _taken)
        {
            ref var taken = ref _store.Documents[other];
            if (taken.WordsHash == document.WordsHash && taken.Length == document.Length && taken.Author == document.Author)
            {
                return true;
            }
        }

        return false;
    }

    // The newest page taken that says, of the same matter and by the same author, that something is not as it was.
    private PageId? FindNewer(int page)
    {
        ref var document = ref _store.Documents[page];
        float matter = WeightOf(MaskOf(page));
        int newest = -1;
        foreach (var (other, _) in _taken)
        {
            ref var newer = ref _store.Documents[other];
            bool isNewer = newer.UtcTicks > document.UtcTicks && newer.Author == document.Author
                && (newer.Traits & RecallTraits.Changes) != RecallTraits.None;
            if (isNewer && matter > 0 && WeightOf(MaskOf(page) & MaskOf(other)) >= SameMatter * matter
                && (newest < 0 || newer.UtcTicks > _store.Documents[newest].UtcTicks))
            {
                newest = other;
            }
        }

        return newest < 0 ? null : _store.Ids[newest];
    }

    private ulong MaskOf(int page) => _scratch.Mask[_scratch.PlaceOf(page)];

    private float WeightOf(ulong mask)
    {
        float weight = 0;
        for (; mask != 0; mask &= mask - 1)
        {
            weight += _question.Terms[BitOperations.TrailingZeroCount(mask)].Weight;
        }

        return weight;
    }
}
