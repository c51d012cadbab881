using System.Numerics;
using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>Takes the best described pages: none that only repeats another, and rather from several sessions than from one.</summary>
internal readonly ref struct RecallSelection
{
    private const float CrowdingWeight = 0.15f; // What a session loses with the logarithm of the pages taken from it.
    private const float CrowdingWeightOfSeveral = 0.4f; // The same where several pages may be asked for.
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
        Spread(ranked, Math.Min(limit, MaxSpread));
        if (limit > MaxSpread)
        {
            LowerTheRest(ranked, _scratch.Waiting);
        }

        while (ranked.Count > 0 && _taken.Count < limit)
        {
            var (page, score) = ranked.Take();
            if (!Repeats(page))
            {
                _taken.Add((page, score));
            }
        }

        FindChanges();
        var hits = new RecallHit[_taken.Count];
        for (int i = 0; i < hits.Length; i++)
        {
            hits[i] = new RecallHit(_store.Ids[_taken[i].Page], _taken[i].Score) { SupersededBy = FindNewer(_taken[i].Page) };
        }

        return hits;
    }

    // The best page, one after the other, each session counting less the more was taken from it. What is left is lowered alike. Crowding only
    // lowers, so that a page of which the plain score is no better than the best lowered one need not be looked at yet.
    private void Spread(RankedPages pages, int limit)
    {
        var waiting = _scratch.Waiting;
        waiting.Clear();
        _scratch.Crowds.Clear();
        while (_taken.Count < limit && (waiting.Count > 0 || pages.Count > 0))
        {
            int best = FindBest(pages, waiting, out float score);
            int page = waiting[best].Page;
            waiting.RemoveAt(best);
            if (!Repeats(page))
            {
                _taken.Add((page, score));
                CollectionsMarshal.GetValueRefOrAddDefault(_scratch.Crowds, _store.Documents[page].Session, out _)++;
            }
        }
    }

    // Waiting pages stand in the order of their plain scores; of equal scores the first is the best.
    private int FindBest(RankedPages pages, List<(int Page, float Score)> waiting, out float bestScore)
    {
        int best = -1;
        bestScore = float.NegativeInfinity;
        for (int i = 0; i < waiting.Count || pages.Count > 0; i++)
        {
            if (i == waiting.Count)
            {
                waiting.Add(pages.Take());
            }

            if (waiting[i].Score <= bestScore)
            {
                break;
            }

            float score = Lowered(waiting[i]);
            if (score > bestScore)
            {
                (best, bestScore) = (i, score);
            }
        }

        return best;
    }

    private void LowerTheRest(RankedPages pages, List<(int Page, float Score)> waiting)
    {
        while (pages.Count > 0)
        {
            waiting.Add(pages.Take());
        }

        foreach (var page in waiting)
        {
            pages.Add(page.Page, Lowered(page));
        }

        pages.Build();
    }

    private float Lowered((int Page, float Score) ranked) =>
        _scratch.Crowds.TryGetValue(_store.Documents[ranked.Page].Session, out int crowd)
            ? ranked.Score - ((_question.MayAskForSeveral ? CrowdingWeightOfSeveral : CrowdingWeight) * MathF.Log(1 + crowd))
            : ranked.Score;

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

    // Few pages say that something changed, so only those are compared with every page taken.
    private void FindChanges()
    {
        _scratch.Changes.Clear();
        foreach (var (page, _) in _taken)
        {
            if ((_store.Documents[page].Traits & RecallTraits.Changes) != RecallTraits.None)
            {
                _scratch.Changes.Add(page);
            }
        }
    }

    // The newest page taken that says, of the same matter and by the same author, that something is not as it was.
    private PageId? FindNewer(int page)
    {
        ref var document = ref _store.Documents[page];
        int newest = -1;
        foreach (int other in _scratch.Changes)
        {
            ref var newer = ref _store.Documents[other];
            if (newer.UtcTicks > document.UtcTicks && newer.Author == document.Author
                && (newest < 0 || newer.UtcTicks > _store.Documents[newest].UtcTicks) && IsOfSameMatter(page, other))
            {
                newest = other;
            }
        }

        return newest < 0 ? null : _store.Ids[newest];
    }

    private bool IsOfSameMatter(int page, int other)
    {
        float matter = WeightOf(MaskOf(page));
        return matter > 0 && WeightOf(MaskOf(page) & MaskOf(other)) >= SameMatter * matter;
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
