using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>Chooses which pages of an index a search describes. Kept from search to search, so that it is allocated once.</summary>
internal sealed class RecallCandidates
{
    private const int MinBestPages = 32; // Measured: on conversations, twice as many find nothing more.
    private const int BestPagesPerHit = 2;
    private const int HitsWithoutSessions = 8; // Beyond them, one of the best sessions whole for so many hits more.
    private const int HitsPerSession = 4;
    private const int MaxGiven = 64; // Of the nearest vectors.
    private const int BestSessions = 16; // By the time that a question names.
    private const int MaxRelatives = 8; // In the search for candidates, of words that begin alike and of words that mean alike.
    private const float RelatedWeight = 0.56f; // As in the first impression.
    private const float ConceptWeight = 0.3f;
    private readonly Dictionary<int, float> _sums = [];
    private readonly List<(int First, int End)> _ranges = [];

    /// <summary>Gets the pages as ranges, ascending, none twice.</summary>
    public ReadOnlySpan<(int First, int End)> Ranges => CollectionsMarshal.AsSpan(_ranges);

    public void TakeAll(RecallStore store)
    {
        _ranges.Clear();
        _ranges.Add((0, store.Documents.Count));
    }

    /// <summary>Takes pages that are given, in any order.</summary>
    public void TakeOnly(IEnumerable<int> pages)
    {
        _ranges.Clear();
        foreach (int page in pages)
        {
            _ranges.Add((page, page + 1));
        }

        Merge();
    }

    /// <summary>Takes the best pages by words and by vectors, with their neighbours, and those of the best dates.</summary>
    public void TakeBest(RecallStore store, RecallScratch scratch, IReadOnlyList<DensePage> nearest, int limit, Func<int, bool>? isWanted)
    {
        _ranges.Clear();
        scratch.Best.Begin(Math.Max(MinBestPages, BestPagesPerHit * limit));
        AddTerms(store, scratch.Question, scratch.Search);
        scratch.Search.Find(store, scratch.Best, isWanted);
        for (int i = 0; i < scratch.Best.Count; i++)
        {
            AddWithNeighbours(store, scratch.Best.PageAt(i));
        }

        AddBestSessions(store, scratch.Best, Math.Max(0, limit - HitsWithoutSessions) / HitsPerSession);
        for (int i = 0; i < Math.Min(MaxGiven, nearest.Count); i++)
        {
            AddWithNeighbours(store, nearest[i].Page);
        }

        if (scratch.Question.NamesTime)
        {
            AddSessions(store, scratch);
        }

        Merge();
    }

    private static void AddTerms(RecallStore store, RecallQuestion question, BestPages search)
    {
        foreach (var term in question.Terms)
        {
            if (term.Term >= 0)
            {
                search.Add(store.Terms.CursorAt(term.Term), term.Weight);
            }
        }

        AddBest(store, question.Related, RelatedWeight, search);
        AddBest(store, question.Concepts, ConceptWeight, search);
    }

    // Each adds little, but many together would keep every list from being passed over.
    private static void AddBest(RecallStore store, List<RecallQuestionTerm> terms, float weight, BestPages search)
    {
        float least = RecallQuestion.WeightOfBest(terms, MaxRelatives);
        int left = MaxRelatives;
        foreach (var term in terms)
        {
            if (term.Weight >= least && left-- > 0)
            {
                search.Add(store.Terms.CursorAt(term.Term), weight * term.Weight);
            }
        }
    }

    // A page is often found by what is said around it.
    private void AddWithNeighbours(RecallStore store, int page)
    {
        ref var session = ref store.Sessions[store.Documents[page].Session];
        _ranges.Add((Math.Max(session.FirstPage, page - RecallScratch.Reach),
            Math.Min(session.FirstPage + session.Pages, page + RecallScratch.Reach + 1)));
    }

    // Who asks for many pages gets some that say nothing by themselves, from the sessions that say most.
    private void AddBestSessions(RecallStore store, TopPages best, int sessions)
    {
        _sums.Clear();
        for (int i = 0; sessions > 0 && i < best.Count; i++)
        {
            ref float sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, store.Documents[best.PageAt(i)].Session, out _);
            sum += best.ScoreAt(i);
        }

        foreach (var (number, _) in _sums.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key).Take(sessions))
        {
            ref var session = ref store.Sessions[number];
            _ranges.Add((session.FirstPage, session.FirstPage + session.Pages));
        }
    }

    private void AddSessions(RecallStore store, RecallScratch scratch)
    {
        scratch.Best.Begin(BestSessions);
        var calendar = new RecallCalendar(store, scratch.Question);
        for (int session = 0; session < store.Sessions.Count; session++)
        {
            if (calendar.ScoreOf(store.Sessions[session]) is > 0 and var score)
            {
                scratch.Best.Add(session, score);
            }
        }

        for (int i = 0; i < scratch.Best.Count; i++)
        {
            ref var session = ref store.Sessions[scratch.Best.PageAt(i)];
            _ranges.Add((session.FirstPage, session.FirstPage + session.Pages));
        }
    }

    private void Merge()
    {
        var ranges = CollectionsMarshal.AsSpan(_ranges);
        ranges.Sort(static (a, b) => a.First.CompareTo(b.First));
        int merged = 0;
        for (int i = 1; i < ranges.Length; i++)
        {
            if (ranges[i].First <= ranges[merged].End)
            {
                ranges[merged].End = Math.Max(ranges[merged].End, ranges[i].End);
            }
            else
            {
                ranges[++merged] = ranges[i];
            }
        }

        if (ranges.Length > 0)
        {
            _ranges.RemoveRange(merged + 1, ranges.Length - merged - 1);
        }
    }
}
