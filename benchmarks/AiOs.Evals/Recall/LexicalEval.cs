using System.Diagnostics;
using System.Globalization;

namespace AiOs;

/// <summary>Our lexical index beside SQLite's FTS5: evidence found on conversations, and the time a question takes on many pages.</summary>
/// <remarks>"postings" is our index with nothing but BM25 of a page's own words, which is all that FTS5 does; "recall" is all that the index does.</remarks>
internal static class LexicalEval
{
    private const int Questions = 200;
    private static readonly int[] Cuts = [5, 10, 20];

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("locomo", "jsonl", "pages");
        var scores = new SortedDictionary<string, RecallScore>(StringComparer.Ordinal);
        foreach (var dialogue in RecallEval.ReadDialogues(arguments))
        {
            await ScoreAsync(dialogue, scores);
        }

        foreach (var (name, score) in scores)
        {
            output.WriteLine(RecallEval.Describe("lexical", name, score, Cuts));
        }

        await TimeAsync(arguments.Integers("pages", "100000")[0], output);
    }

    private static async Task ScoreAsync(Dialogue dialogue, SortedDictionary<string, RecallScore> scores)
    {
        var index = new LexicalRecallIndex();
        using var table = new FtsTable();
        var ids = new Dictionary<PageId, string>();
        foreach (var turn in dialogue.Turns)
        {
            var page = Page.Create(RecallEval.Draft(turn), turn.Id, turn.Time);
            ids[page.Id] = turn.Id;
            await index.AddAsync([page]);
            table.Add(ids.Count - 1, turn.Text);
        }

        foreach (var question in dialogue.Questions.Where(static question => question.Evidence.Count > 0))
        {
            var hits = await index.SearchAsync(new RecallQuery { Text = question.Text, AskedAt = question.AskedAt, Limit = Cuts[^1] });
            Score("recall", [.. hits.Select(hit => ids[hit.Id])], question, scores);
            Score("postings", [.. Postings(index.Store, question.Text, Cuts[^1]).Select(number => ids[index.Store.Ids[number]])], question, scores);
            Score("fts5", [.. table.Search(question.Text, Cuts[^1]).Select(number => ids[index.Store.Ids[number]])], question, scores);
        }
    }

    private static void Score(string name, string[] found, DialogueQuestion question, SortedDictionary<string, RecallScore> scores)
    {
        double[] recalls = [.. Cuts.Select(cut => (double)found.Take(cut).Count(question.Evidence.Contains) / question.Evidence.Count)];
        RecallScore.Add(scores, name, recalls);
    }

    private static List<int> Postings(RecallStore store, string text, int limit)
    {
        var question = new RecallQuestion();
        question.Read(new RecallQuery { Text = text }, store);
        var search = new BestPages();
        foreach (var term in question.Terms.Where(static term => term.Term >= 0))
        {
            search.Add(store.Terms.CursorAt(term.Term), term.Weight);
        }

        var best = new TopPages();
        best.Begin(limit);
        search.Find(store, best, isWanted: null);
        return [.. Enumerable.Range(0, best.Count).OrderByDescending(best.ScoreAt).ThenBy(best.PageAt).Select(best.PageAt)];
    }

    private static async Task TimeAsync(int pages, TextWriter output)
    {
        var talk = new ScaleTalk(7);
        var index = new LexicalRecallIndex();
        using var table = new FtsTable();
        double ours = 0;
        double theirs = 0;
        table.Run("BEGIN");
        for (int number = 0; number < pages; number++)
        {
            var page = Page.Create(talk.Draft(number), "", default);
            string text = page.GetText();
            long started = Stopwatch.GetTimestamp();
            await index.AddAsync([page]);
            ours += Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            started = Stopwatch.GetTimestamp();
            table.Add(number, text);
            theirs += Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        table.Run("COMMIT");
        string[] questions = talk.Questions(Questions);
        double postings = MedianMs(questions, question => Postings(index.Store, question, 8));
        double whole = MedianMs(questions, question => index.Search(index.Store, new RecallQuery { Text = question, Limit = 8 }, []));
        double fts = MedianMs(questions, question => table.Search(question, 8));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"eval\":\"lexical\",\"pages\":{pages},\"addMicroseconds\":{ours / pages:F1},\"fts5AddMicroseconds\":{theirs / pages:F1},"
            + $"\"postingsMedianMs\":{postings:F3},\"recallMedianMs\":{whole:F3},\"fts5MedianMs\":{fts:F3}}}"));
    }

    private static double MedianMs(string[] questions, Action<string> ask)
    {
        Array.ForEach(questions, ask); // Code that runs often is compiled anew.
        double[] times = [.. questions.Select(question =>
        {
            long started = Stopwatch.GetTimestamp();
            ask(question);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        })];
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
