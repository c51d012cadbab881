using System.Numerics.Tensors;

namespace AiOs;

/// <summary>One search: chooses candidates, describes them by signs, and ranks them by a weighted sum of the signs.</summary>
internal readonly ref struct RecallSearch
{
    public const int DefaultJudgeAllUpTo = 256; // Measured: beyond, choosing first finds as much in a fraction of the time.
    private const int MaxAmong = 4_096; // Of pages that a query names as the only ones; beyond, the best of them are chosen first.
    private const int BestRelatives = 32; // In a large index, of words that begin alike and of words that mean alike.
    private readonly RecallStore _store;
    private readonly RecallScratch _scratch;
    private readonly RecallQuery _query;
    private readonly IReadOnlyList<DensePage> _nearest;
    private readonly int _judgeAllUpTo;
    private readonly Func<int, bool>? _isWanted;

    /// <param name="store">An index of nothing but what the asker may read.</param>
    /// <param name="scratch">Used by nobody else meanwhile.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="nearest">The pages whose vectors are nearest, nearest first; empty where vectors say nothing.</param>
    /// <param name="judgeAllUpTo">Up to how many pages every page is judged; above, the best by words, dates and vectors with their neighbours.</param>
    public RecallSearch(
        RecallStore store,
        RecallScratch scratch,
        RecallQuery query,
        IReadOnlyList<DensePage> nearest,
        int judgeAllUpTo = DefaultJudgeAllUpTo)
    {
        _store = store;
        _scratch = scratch;
        _query = query;
        _nearest = nearest;
        _judgeAllUpTo = judgeAllUpTo;
        bool isChosenSo = TakesOnlyThoseNamed && query is { From: null, To: null }; // Then nothing else is a candidate.
        var bounds = isChosenSo ? query with { Among = null } : query;
        _isWanted = bounds is { From: null, To: null, Filter: null, Among: null } ? null : new RecallBounds(store, bounds).IsWanted;
        scratch.Question.Read(query, store);
    }

    /// <summary>Gets what the signs are worth; null for what was found to be best.</summary>
    public float[]? Weights { get; init; }

    private bool TakesOnlyThoseNamed => _store.Documents.Count > _judgeAllUpTo && _query.Among is { Count: <= MaxAmong };

    public IReadOnlyList<RecallHit> Run()
    {
        if (_scratch.Question.Terms.Count == 0 && !_scratch.Question.NamesTime && _nearest.Count == 0)
        {
            return ListTimeline();
        }

        var signs = DescribeAll();
        Sum(Weights ?? (_nearest.Count > 0 ? RecallWeights.WithVectors : RecallWeights.Lexical));
        var scores = _scratch[RecallColumn.Score];
        _scratch.Ranked.Clear();
        foreach (var run in _scratch.Runs)
        {
            for (int page = run.FirstPage; page < run.End; page++)
            {
                int place = run.Place + page - run.FirstPage;
                if (IsFound(signs, place, page))
                {
                    bool isDocument = (_store.Documents[page].Traits & RecallTraits.IsDocument) != RecallTraits.None;
                    _scratch.Ranked.Add(page, isDocument ? DocumentScore(place) : scores[place]);
                }
            }
        }

        return new RecallSelection(_store, _scratch).Take(_query.Limit);
    }

    /// <summary>Describes the candidates.</summary>
    /// <param name="describe">Receives each page that may be found and has something to say for it, with its signs.</param>
    public void Describe(Action<int, ReadOnlySpan<float>> describe)
    {
        var signs = DescribeAll();
        Span<float> row = stackalloc float[RecallSigns.Count];
        foreach (var run in _scratch.Runs)
        {
            for (int page = run.FirstPage; page < run.End; page++)
            {
                int place = run.Place + page - run.FirstPage;
                if (IsFound(signs, place, page))
                {
                    for (int sign = 0; sign < row.Length; sign++)
                    {
                        row[sign] = _scratch.Sign(sign)[place];
                    }

                    describe(page, row);
                }
            }
        }
    }

    private bool IsFound(RecallSigns signs, int place, int page) =>
        _scratch.IsCandidate[place] && signs.HasEvidence(place) && _isWanted?.Invoke(page) != false;

    private RecallSigns DescribeAll()
    {
        ChooseCandidates();
        _scratch.Begin(_store);
        var dense = _scratch[RecallColumn.Dense];
        foreach (var (page, nearness) in _nearest)
        {
            if (_scratch.PlaceOf(page) is >= 0 and var place)
            {
                dense[place] = nearness;
            }
        }

        var signs = new RecallSigns(_store, _scratch);
        if (_scratch.Runs.Length > 0)
        {
            new RecallGather(_store, _scratch).Run(_scratch.Question);
            signs.Describe();
        }

        return signs;
    }

    private void ChooseCandidates()
    {
        if (_store.Documents.Count <= _judgeAllUpTo)
        {
            _scratch.Candidates.TakeAll(_store);
        }
        else if (TakesOnlyThoseNamed)
        {
            var store = _store;
            _scratch.Candidates.TakeOnly(_query.Among!.Select(store.Ids.Find).Where(static page => page >= 0));
        }
        else
        {
            _scratch.Question.KeepBestRelatives(BestRelatives);
            _scratch.Candidates.TakeBest(_store, _scratch, _nearest, _query.Limit, _isWanted);
        }
    }

    private float DocumentScore(int place)
    {
        float score = 0;
        foreach (var (sign, weight) in RecallWeights.Documents)
        {
            score += weight * _scratch.Sign(sign)[place];
        }

        return score;
    }

    private void Sum(float[] weights)
    {
        var scores = _scratch[RecallColumn.Score];
        scores.Clear();
        for (int sign = 0; sign < RecallSigns.Count; sign++)
        {
            if (weights[sign] != 0)
            {
                TensorPrimitives.MultiplyAdd(_scratch.Sign(sign), weights[sign], scores, scores);
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

        foreach (int page in _store.Timeline.Between(_query.From?.UtcTicks ?? long.MinValue, _query.To?.UtcTicks ?? long.MaxValue))
        {
            if (hits.Count == _query.Limit)
            {
                break;
            }

            if (_isWanted!(page))
            {
                hits.Add(new RecallHit(_store.Ids[page], 0));
            }
        }

        return hits;
    }
}
