using System.Numerics;
using System.Numerics.Tensors;

namespace AiOs;

/// <summary>Describes candidates by numbers, each a reason for or against bringing a page back. See docs/Recall.md.</summary>
/// <remarks>A sign is a column of <see cref="RecallScratch"/>: most are made for all pages at once. Empty places get numbers too, which nobody reads.</remarks>
internal readonly ref struct RecallSigns
{
    public const int Count = 41;

    /// <summary>The sign that ranks pages before any weight is known.</summary>
    public const int RankAtFirstSight = 27;

    private const int MaxLogarithm = 256; // Pages are seldom longer in words.
    private static readonly float[] Logarithms = [.. Enumerable.Range(0, MaxLogarithm).Select(static length => MathF.Log(1 + length))];
    private readonly RecallStore _store;
    private readonly RecallScratch _scratch;
    private readonly RecallQuestion _question;
    private readonly RecallCalendar _calendar;
    private readonly float _severalAsked;

    public RecallSigns(RecallStore store, RecallScratch scratch)
    {
        _store = store;
        _scratch = scratch;
        _question = scratch.Question;
        _calendar = new RecallCalendar(store, _question);
        _severalAsked = _question.AsksForSeveral ? 1 : 0;
    }

    /// <summary>Writes the signs of all pages that are looked at.</summary>
    public void Describe()
    {
        DescribePages();
        DescribeCoverage();
        DescribeWords();
        DescribeVectors();
        DescribeImpressions();
        DescribeSessions();
        RankImpressions();
    }

    // Who spoke, how long and whether it was a question are no reasons to bring a page back when no word or date fits.
    public bool HasEvidence(int place) =>
        At(0, place) + At(1, place) + At(2, place) + At(3, place) + At(4, place) + At(6, place) + At(7, place) + At(11, place) + At(17, place)
        + At(16, place) + At(30, place) + At(35, place) > 0;

    private static float Share(float best) => best > 0 ? 1 / best : 0;

    private float At(int sign, int place) => _scratch.Sign(sign)[place];

    private Span<float> Inner(int sign, int distance = 0) =>
        _scratch.Sign(sign).Slice(RecallScratch.Reach + distance, _scratch.Count - (2 * RecallScratch.Reach));

    private void DescribePages()
    {
        var named = _scratch.Sign(8);
        var asks = _scratch.Sign(9);
        var lengths = _scratch.Sign(10);
        var times = _scratch.Sign(13);
        var numbers = _scratch.Sign(14);
        var selves = _scratch.Sign(20);
        var firsts = _scratch.Sign(21);
        var events = _scratch.Sign(35);
        foreach (var run in _scratch.Runs)
        {
            int opening = _store.Sessions[_scratch.Sessions[run.Session]].FirstPage + 2;
            for (int page = run.FirstPage; page < run.End; page++)
            {
                int place = run.Place + page - run.FirstPage;
                ref var document = ref _store.Documents[page];
                bool isByNamed = _question.Author != 0 && document.Author == _question.Author;
                named[place] = isByNamed ? 1 : 0;
                asks[place] = document.AskShare / 255f;
                lengths[place] = document.Length < MaxLogarithm ? Logarithms[document.Length] : MathF.Log(1 + document.Length);
                times[place] = _question.AsksWhen && Has(document, RecallTraits.SpeaksOfTime) ? 1 : 0;
                numbers[place] = _question.AsksHowMany && Has(document, RecallTraits.HasNumber) ? 1 : 0;
                selves[place] = isByNamed && Has(document, RecallTraits.SpeaksOfSelf) ? 1 : 0;
                firsts[place] = page < opening ? 1 : 0;
                events[place] = _calendar.ScoreOfEvent(document);
            }
        }
    }

    // Ten times the square of the share of the question that the page and its neighbours cover together.
    private void DescribeCoverage()
    {
        var coverage = _scratch.Sign(12);
        var masks = _scratch.Mask;
        float scale = 1 / Math.Max(float.Epsilon, _question.TotalWeight);
        ulong known = 0; // Neighbours often cover the same words.
        float knownShare = 0;
        foreach (var run in _scratch.Runs)
        {
            int end = run.Place + run.End - run.FirstPage;
            for (int place = run.Place; place < end; place++)
            {
                ulong mask = masks[place - 2] | masks[place - 1] | masks[place] | masks[place + 1] | masks[place + 2];
                if (mask != known)
                {
                    (known, knownShare) = (mask, WeightOf(mask) * scale);
                }

                coverage[place] = 10 * knownShare * knownShare;
            }
        }
    }

    private float WeightOf(ulong mask)
    {
        float covered = 0;
        for (; mask != 0; mask &= mask - 1)
        {
            covered += _question.Terms[BitOperations.TrailingZeroCount(mask)].Weight;
        }

        return covered;
    }

    private void DescribeWords()
    {
        const RecallColumn Own = RecallColumn.Own;
        const RecallColumn Concept = RecallColumn.Concept;
        for (int sign = 0; sign < 5; sign++)
        {
            _scratch.Inner(Own, sign switch { 0 => 0, 1 => -1, 2 => 1, 3 => -2, _ => 2 }).CopyTo(Inner(sign));
        }

        TensorPrimitives.Multiply(_scratch.Inner(Own, -1), Inner(9, -1), Inner(5));
        _scratch.Inner(RecallColumn.Related).CopyTo(Inner(11));
        _scratch.Inner(Concept).CopyTo(Inner(16));
        TensorPrimitives.Add(_scratch.Inner(Concept, -1), _scratch.Inner(Concept, 1), Inner(17));
        _scratch.Inner(RecallColumn.Rarest).CopyTo(Inner(18));
        TensorPrimitives.Sqrt(Inner(0), Inner(19));
        TensorPrimitives.Multiply(Inner(8), _severalAsked, Inner(22));
        TensorPrimitives.Multiply(Inner(16), _severalAsked, Inner(23));

        var window = _scratch.Inner(RecallColumn.Window);
        Inner(0).CopyTo(window);
        foreach (var (sign, weight) in (ReadOnlySpan<(int, float)>)[(1, 0.5f), (2, 0.4f), (3, 0.3f), (4, 0.15f)])
        {
            TensorPrimitives.MultiplyAdd(Inner(sign), weight, window, window);
        }

        TensorPrimitives.Multiply(window, Share(TensorPrimitives.Max<float>(window)), Inner(28));
        TensorPrimitives.Multiply(Inner(16), Share(TensorPrimitives.Max<float>(Inner(16))), Inner(29));
    }

    private void DescribeVectors()
    {
        const RecallColumn Dense = RecallColumn.Dense;
        _scratch.Inner(Dense).CopyTo(Inner(30));
        TensorPrimitives.Add(_scratch.Inner(Dense, -1), _scratch.Inner(Dense, 1), Inner(31));
        TensorPrimitives.Multiply(Inner(8), Inner(30), Inner(33));
        TensorPrimitives.Multiply(Inner(30), Share(TensorPrimitives.Max<float>(Inner(30))), Inner(34));
        TensorPrimitives.Multiply(Inner(30), Inner(28), Inner(40)); // Both at once says more than either.
    }

    // A plain sum that needs no best of anything: it ranks the candidates once, for the signs that look at the ranking.
    private void DescribeImpressions()
    {
        var impressions = _scratch.Inner(RecallColumn.Impression);
        Inner(0).CopyTo(impressions);
        foreach (var (sign, weight) in (ReadOnlySpan<(int, float)>)
            [(1, 0.48f), (2, 0.37f), (3, 0.4f), (4, 0.15f), (8, 2.5f), (9, -3.2f), (12, 0.16f), (11, 0.56f), (16, 0.3f), (30, 20)])
        {
            TensorPrimitives.MultiplyAdd(Inner(sign), weight, impressions, impressions);
        }
    }

    private void DescribeSessions()
    {
        var scores = _scratch.SessionScore.AsSpan(0, _scratch.Sessions.Count);
        for (int session = 0; _question.NamesTime && session < scores.Length; session++)
        {
            _scratch.SessionCalendar[session] = _calendar.ScoreOf(_store.Sessions[_scratch.Sessions[session]]);
        }

        foreach (var run in _scratch.Runs)
        {
            var impressions = SliceOf(run, _scratch[RecallColumn.Impression]);
            float plus = (0.47f * scores[run.Session]) + (2 * _scratch.SessionCalendar[run.Session]);
            TensorPrimitives.Add(impressions, plus, impressions);
            ref float top = ref _scratch.SessionTop[run.Session];
            top = Math.Max(top, TensorPrimitives.Max<float>(impressions));
            ref float nearest = ref _scratch.SessionDense[run.Session];
            nearest = Math.Max(nearest, TensorPrimitives.Max<float>(SliceOf(run, _scratch.Sign(30))));
        }

        float best = scores.IsEmpty ? 0 : Share(TensorPrimitives.Max<float>(scores));
        foreach (var run in _scratch.Runs)
        {
            float score = scores[run.Session];
            SliceOf(run, _scratch.Sign(6)).Fill(score);
            SliceOf(run, _scratch.Sign(7)).Fill(_scratch.SessionCalendar[run.Session]);
            SliceOf(run, _scratch.Sign(24)).Fill(_scratch.SessionTop[run.Session]);
            SliceOf(run, _scratch.Sign(25)).Fill(_severalAsked * score);
            SliceOf(run, _scratch.Sign(26)).Fill(score * best);
            SliceOf(run, _scratch.Sign(32)).Fill(_scratch.SessionDense[run.Session]);
            TensorPrimitives.Multiply(SliceOf(run, _scratch.Sign(8)), score, SliceOf(run, _scratch.Sign(15)));
        }
    }

    private static Span<float> SliceOf(in RecallRun run, Span<float> column) => column.Slice(run.Place, run.End - run.FirstPage);

    private void RankImpressions()
    {
        var ranked = _scratch.Ranked;
        ranked.Clear();
        var impressions = _scratch[RecallColumn.Impression];
        var ranks = _scratch.Sign(RankAtFirstSight);
        for (int place = 0; place < impressions.Length; place++)
        {
            ranks[place] = 0;
            if (_scratch.IsCandidate[place] && impressions[place] > 0)
            {
                ranked.Add(place, impressions[place]); // Places are ordered as pages are.
            }
        }

        ranked.Build();
        float last = 10f / (10 + ranked.Count); // So that ranks among few pages, which say little, are small.
        for (int rank = 0; ranked.Count > 0; rank++)
        {
            ranks[ranked.Take().Page] = (10f / (10 + rank)) - last;
        }

        // What answers stands together: a page between two that look good looks better than one by itself.
        Inner(RankAtFirstSight, -1).CopyTo(Inner(36));
        Inner(RankAtFirstSight, 1).CopyTo(Inner(37));
        TensorPrimitives.Add(Inner(RankAtFirstSight, -2), Inner(RankAtFirstSight, 2), Inner(38));
        TensorPrimitives.Multiply(Inner(36), Inner(9, -1), Inner(39));
    }

    private static bool Has(in RecallDocument document, RecallTraits trait) => (document.Traits & trait) != RecallTraits.None;
}
