using System.Numerics;
using System.Numerics.Tensors;

namespace AiOs;

/// <summary>One search: gathers candidates from the words' lists, and ranks them by a weighted sum of signs.</summary>
internal readonly ref struct RecallSearch
{
    private const float PageK1 = 0.8f;
    private const float PageB = 0.5f;
    private const float SessionK1 = 0.8f;
    private const float SessionB = 0.5f;
    private const int Reach = 2; // How many neighbours on each side say something about a page.
    private const int AllCandidates = 4_096; // Up to here every page is judged; above, the best by their own words.
    private const int BestCandidates = 256;
    private readonly RecallStore _store;
    private readonly RecallScratch _scratch;
    private readonly RecallQuery _query;
    private readonly RecallQuestion _question;
    private readonly float _averageLength;

    public RecallSearch(RecallStore store, RecallScratch scratch, RecallQuery query)
    {
        _store = store;
        _scratch = scratch;
        _query = query;
        _question = RecallQuestion.Read(query, store);
        _averageLength = Math.Max(1, (float)store.TotalLength / Math.Max(1, store.LiveCount));
    }

    public IReadOnlyList<RecallHit> Run()
    {
        if (_question.Terms.Count == 0 && _question.Calendar.Count == 0 && _scratch.Touched.Count == 0)
        {
            return ListTimeline();
        }

        for (int i = 0; i < _question.Terms.Count; i++)
        {
            AddTerm(_question.Terms[i], 1UL << i);
        }

        var hits = new TopHits(_query.Limit);
        Span<float> signs = stackalloc float[RecallWeights.Count];
        foreach (int page in FindCandidates())
        {
            if (IsWanted(page))
            {
                Describe(page, signs);
                if (HasEvidence(signs))
                {
                    hits.Add(page, TensorPrimitives.Dot(signs, RecallWeights.Values));
                }
            }
        }

        return hits.ToHits(_store.Ids);
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
        ref var document = ref _store.Documents[page];
        return (document.Traits & RecallTraits.IsRemoved) == RecallTraits.None
            && (_query.From is null || document.UtcTicks >= _query.From.Value.UtcTicks)
            && (_query.To is null || document.UtcTicks < _query.To.Value.UtcTicks)
            && _store.Readers[document.Readers].Contains(_query.Reader)
            && _query.Filter?.Invoke(_store.Ids[page]) != false;
    }

    private void AddTerm(RecallQuestionTerm term, ulong bit)
    {
        if (term.Term is { } known)
        {
            AddPages(known, term.Weight, _scratch.Own, bit);
            AddSessions(known, term.Weight);
        }

        foreach (var related in _store.Vocabulary.FindRelated(term.Word))
        {
            if (!ReferenceEquals(related, term.Term))
            {
                float idf = Bm25.Idf(related.Pages.Count, _store.LiveCount);
                AddPages(related, Math.Min(term.Weight, idf), _scratch.Fuzzy, 0);
            }
        }
    }

    private void AddPages(RecallTerm term, float weight, float[] sums, ulong bit)
    {
        float scale = 1 / _averageLength;
        var reader = term.Pages.GetReader();
        while (reader.Read())
        {
            int page = reader.Number;
            if (_scratch.Own[page] == 0 && _scratch.Fuzzy[page] == 0 && _scratch.Dense[page] == 0)
            {
                _scratch.Touched.Add(page);
            }

            sums[page] += weight * Bm25.Saturate(reader.Occurrences, _store.Documents[page].Length * scale, PageK1, PageB);
            _scratch.Mask[page] |= bit;
        }
    }

    private void AddSessions(RecallTerm term, float weight)
    {
        float scale = _store.Sessions.Count / Math.Max(1f, _store.TotalLength);
        var reader = term.Sessions.GetReader();
        while (reader.Read())
        {
            int session = reader.Number;
            ref float score = ref _scratch.SessionScore[session];
            if (score == 0)
            {
                _scratch.TouchedSessions.Add(session);
            }

            score += weight * Bm25.Saturate(reader.Occurrences, _store.Sessions[session].Length * scale, SessionK1, SessionB);
        }
    }

    private List<int> FindCandidates()
    {
        int count = _store.Documents.Count;
        if (count <= AllCandidates)
        {
            return [.. Enumerable.Range(0, count)];
        }

        var best = new TopHits(BestCandidates);
        foreach (int page in _scratch.Touched)
        {
            best.Add(
                page,
                _scratch.Own[page] + (RecallWeights.Values[12] * _scratch.Fuzzy[page]) + (RecallWeights.Values[19] * _scratch.Dense[page]));
        }

        var candidates = new SortedSet<int>();
        foreach (int page in best.Pages)
        {
            for (int near = Math.Max(0, page - Reach); near <= Math.Min(count - 1, page + Reach); near++)
            {
                candidates.Add(near);
            }
        }

        return [.. candidates];
    }

    private void Describe(int page, Span<float> signs)
    {
        ref var document = ref _store.Documents[page];
        float own = _scratch.Own[page];
        float session = _scratch.SessionScore[document.Session];
        float ask = document.AskShare / 255f;
        bool isByNamed = _question.Author != 0 && document.Author == _question.Author;
        signs[0] = own;
        signs[1] = OwnAt(page, -1);
        signs[2] = OwnAt(page, 1);
        signs[3] = OwnAt(page, -2);
        signs[4] = OwnAt(page, 2);
        signs[5] = page == 0 ? 0 : signs[1] * _store.Documents[page - 1].AskShare / 255f;
        signs[6] = session;
        signs[7] = CalendarScore(document.Session);
        signs[8] = isByNamed ? 1 : 0;
        signs[9] = ask;
        signs[10] = own * ask;
        signs[11] = MathF.Log(1 + document.Length);
        signs[12] = _scratch.Fuzzy[page];
        signs[13] = FuzzyAt(page, -1) + FuzzyAt(page, 1);
        signs[14] = Coverage(page);
        signs[15] = _question.AsksWhen && (document.Traits & RecallTraits.SpeaksOfTime) != RecallTraits.None ? 1 : 0;
        signs[16] = _question.AsksHowMany && (document.Traits & RecallTraits.HasNumber) != RecallTraits.None ? 1 : 0;
        signs[17] = isByNamed ? session : 0;
        signs[18] = isByNamed ? own : 0;
        signs[19] = _scratch.Dense[page];
        signs[20] = DenseAt(page, -1) + DenseAt(page, 1);
    }

    // Who spoke, how long and whether it was a question are no reasons to bring a page back when no word or date fits.
    private static bool HasEvidence(ReadOnlySpan<float> signs) =>
        signs[0] + signs[1] + signs[2] + signs[3] + signs[4] + signs[6] + signs[7] + signs[12] + signs[13] + signs[19] > 0;

    private bool IsNear(int page, int distance)
    {
        int near = page + distance;
        return near >= 0 && near < _store.Documents.Count && _store.Documents[near].Session == _store.Documents[page].Session;
    }

    private float OwnAt(int page, int distance) => IsNear(page, distance) ? _scratch.Own[page + distance] : 0;

    private float FuzzyAt(int page, int distance) => IsNear(page, distance) ? _scratch.Fuzzy[page + distance] : 0;

    private float DenseAt(int page, int distance) => IsNear(page, distance) ? _scratch.Dense[page + distance] : 0;

    private float CalendarScore(int session)
    {
        float score = 0;
        ref var date = ref _store.Sessions[session];
        foreach (var part in _question.Calendar)
        {
            int value = part.Unit switch
            {
                CalendarUnit.Year => date.Year,
                CalendarUnit.Month => date.Month,
                CalendarUnit.Day => date.Day,
                _ => date.Weekday,
            };
            if (value == part.Value)
            {
                score += Bm25.Idf(_store.CalendarCounts.GetValueOrDefault(part), _store.Sessions.Count);
            }
        }

        return score;
    }

    // Ten times the square of the share of the question that the page and its neighbours cover together.
    private float Coverage(int page)
    {
        ulong mask = 0;
        for (int distance = -Reach; distance <= Reach; distance++)
        {
            mask |= IsNear(page, distance) ? _scratch.Mask[page + distance] : 0;
        }

        float covered = 0;
        for (; mask != 0; mask &= mask - 1)
        {
            covered += _question.Terms[BitOperations.TrailingZeroCount(mask)].Weight;
        }

        float share = _question.TotalWeight > 0 ? covered / _question.TotalWeight : 0;
        return 10 * share * share;
    }
}
