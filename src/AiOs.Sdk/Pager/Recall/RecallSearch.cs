using System.Numerics.Tensors;

namespace AiOs;

/// <summary>One search: chooses candidates, describes them by signs, and ranks them by a weighted sum of the signs.</summary>
internal sealed class RecallSearch
{
    public const int DefaultJudgeAllUpTo = 4_096;
    private const int GivenLimit = 64; // Of the nearest vectors, those that make a page a candidate.
    private const int BestRelatives = 8; // In a large index, of words that begin alike and of words that mean alike.
    private readonly RecallStore _store;
    private readonly RecallScratch _scratch;
    private readonly RecallQuery _query;
    private readonly IReadOnlyList<DensePage> _nearest;
    private readonly RecallQuestion _question;

    /// <param name="store">An index of nothing but what the asker may read.</param>
    /// <param name="scratch">Used by nobody else meanwhile.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="nearest">The pages whose vectors are nearest, nearest first; empty where vectors say nothing.</param>
    public RecallSearch(RecallStore store, RecallScratch scratch, RecallQuery query, IReadOnlyList<DensePage> nearest)
    {
        _store = store;
        _scratch = scratch;
        _query = query;
        _nearest = nearest;
        _question = RecallQuestion.Read(query, store);
    }

    /// <summary>Gets up to how many pages every page is judged; above, the best by words, dates and vectors with their neighbours.</summary>
    public int JudgeAllUpTo { get; init; } = DefaultJudgeAllUpTo;

    /// <summary>Gets what the signs are worth; null for what was found to be best.</summary>
    public float[]? Weights { get; init; }

    public IReadOnlyList<RecallHit> Run()
    {
        if (_question.Terms.Count == 0 && !_question.NamesTime && _nearest.Count == 0)
        {
            return ListTimeline();
        }

        var ranked = new List<(int Page, float Score)>();
        float[] weights = Weights ?? (_nearest.Count > 0 ? RecallWeights.WithVectors : RecallWeights.Lexical);
        Describe((page, signs) => ranked.Add((page, TensorPrimitives.Dot(signs, weights))));
        return new RecallSelection(_store, _scratch, _question).Take(ranked, _query.Limit);
    }

    /// <summary>Describes the candidates.</summary>
    /// <param name="describe">Receives each page that may be found and has something to say for it, with its signs.</param>
    public void Describe(Action<int, ReadOnlySpan<float>> describe)
    {
        bool judgesAll = _store.Documents.Count <= JudgeAllUpTo;
        if (!judgesAll)
        {
            _question.KeepBestRelatives(BestRelatives);
        }

        var candidates = judgesAll
            ? RecallCandidates.All(_store)
            : RecallCandidates.Best(_store, _question, _nearest.Take(GivenLimit).Select(static near => near.Page), IsWanted);
        _scratch.Begin(_store, candidates.Sessions);
        foreach (var (page, nearness) in _nearest)
        {
            if (_scratch.PlaceOf(page) is >= 0 and var place)
            {
                _scratch.Dense[place] = nearness;
            }
        }

        new RecallGather(_store, _scratch, candidates.Sessions).Run(_question);
        float[] rows = new float[candidates.Pages.Length * RecallSigns.Count];
        new RecallSigns(_store, _scratch, _question, candidates.Sessions).Describe(candidates.Pages, rows);
        for (int i = 0; i < candidates.Pages.Length; i++)
        {
            var signs = rows.AsSpan(i * RecallSigns.Count, RecallSigns.Count);
            if (RecallSigns.HasEvidence(signs) && IsWanted(candidates.Pages[i]))
            {
                describe(candidates.Pages[i], signs);
            }
        }
    }

    // Without words only a time range can be meant: its pages, oldest first.
    private List<RecallHit> ListTimeline()
    {
        var hits = new List<RecallHit>();
        if (_query.From is null && _query.To is null)
        {
            return hits;
        }

        for (int page = 0; page < _store.Documents.Count && hits.Count < _query.Limit; page++)
        {
            if (IsWanted(page))
            {
                hits.Add(new RecallHit(_store.Ids[page], 0));
            }
        }

        return hits;
    }

    private bool IsWanted(int page)
    {
        long ticks = _store.Documents[page].UtcTicks;
        return (_query.From is null || ticks >= _query.From.Value.UtcTicks)
            && (_query.To is null || ticks < _query.To.Value.UtcTicks)
            && _query.Filter?.Invoke(_store.Ids[page]) != false;
    }
}
