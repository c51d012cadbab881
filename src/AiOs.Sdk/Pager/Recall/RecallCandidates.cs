namespace AiOs;

/// <summary>Chooses which pages of an index a search describes, and which sessions it reads for that.</summary>
internal sealed class RecallCandidates
{
    private const int Reach = 2; // A page is often found by what is said around it.
    private const int BestPagesLimit = 128;
    private const int BestSessions = 16; // By the time that a question names.
    private const float RelatedWeight = 0.56f; // As in the first impression.
    private const float ConceptWeight = 0.3f;

    private RecallCandidates(int[] pages, int[] sessions)
    {
        Pages = pages;
        Sessions = sessions;
    }

    /// <summary>Gets the pages, ascending.</summary>
    public int[] Pages { get; }

    /// <summary>Gets the sessions that they are in, ascending.</summary>
    public int[] Sessions { get; }

    public static RecallCandidates All(RecallStore store) =>
        new([.. Enumerable.Range(0, store.Documents.Count)], [.. Enumerable.Range(0, store.Sessions.Count)]);

    /// <summary>Chooses the best pages by words, with their neighbours; those of the best dates; and those that are given.</summary>
    public static RecallCandidates Best(RecallStore store, RecallQuestion question, IEnumerable<int> given, Func<int, bool> isWanted)
    {
        var pages = new SortedSet<int>();
        foreach (int page in BestPages.Find(store, TermsOf(store, question), BestPagesLimit, isWanted).Pages.Concat(given))
        {
            AddWithNeighbours(store, page, pages);
        }

        foreach (int session in FindSessions(store, question))
        {
            ref var found = ref store.Sessions[session];
            pages.UnionWith(Enumerable.Range(found.FirstPage, found.Pages));
        }

        return new RecallCandidates([.. pages], [.. pages.Select(page => store.Documents[page].Session).Distinct()]);
    }

    private static IEnumerable<ScoredTerm> TermsOf(RecallStore store, RecallQuestion question) =>
        question.Terms.Where(static term => term.Term >= 0).Select(term => new ScoredTerm(store.Terms.CursorAt(term.Term), term.Weight))
            .Concat(question.Related.Select(term => new ScoredTerm(store.Terms.CursorAt(term.Term), RelatedWeight * term.Weight)))
            .Concat(question.Concepts.Select(term => new ScoredTerm(store.Terms.CursorAt(term.Term), ConceptWeight * term.Weight)));

    private static void AddWithNeighbours(RecallStore store, int page, SortedSet<int> pages)
    {
        ref var session = ref store.Sessions[store.Documents[page].Session];
        int end = Math.Min(session.FirstPage + session.Pages - 1, page + Reach);
        for (int near = Math.Max(session.FirstPage, page - Reach); near <= end; near++)
        {
            pages.Add(near);
        }
    }

    private static IEnumerable<int> FindSessions(RecallStore store, RecallQuestion question)
    {
        var best = new TopPages(BestSessions);
        if (question.NamesTime)
        {
            var calendar = new RecallCalendar(store, question);
            for (int session = 0; session < store.Sessions.Count; session++)
            {
                if (calendar.ScoreOf(store.Sessions[session]) is > 0 and var score)
                {
                    best.Add(session, score);
                }
            }
        }

        return best.Pages;
    }
}
