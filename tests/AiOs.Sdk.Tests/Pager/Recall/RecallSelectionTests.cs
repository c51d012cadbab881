using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class RecallSelectionTests
{
    // Scores of few values on purpose: they make ties, and sessions that overtake each other.
    [Fact]
    public void Selection_IsComparingEveryPageEachTime()
    {
        var inputs = from seed in Gen.Choose(0, int.MaxValue)
                     from count in Gen.Choose(0, 200)
                     from limit in Gen.Elements(1, 2, 5, 10, 63, 64, 65, 100)
                     from question in Gen.Elements<(string Text, float Weight)>(
                         ("Where is the boat?", 0.15f), ("Which boats has Ada seen?", 0.4f), ("In what order did she see the boat?", 0.4f))
                     select (seed, count, limit, question);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var store = new RecallStore();
            foreach (var page in RecallPages.Draw(input.seed, input.count))
            {
                store.Add(page);
            }

            var scratch = new RecallScratch();
            scratch.Question.Read(new RecallQuery { Text = input.question.Text }, store);
            scratch.Candidates.TakeAll(store);
            scratch.Begin(store);
            var random = new Random(input.seed);
            float[] scores = [.. Enumerable.Range(0, store.Documents.Count).Select(_ => random.Next(-4, 9) / 4f)];
            for (int search = 0; search < 2; search++)
            {
                // The second search finds the scratch as the first one left it.
                scratch.Ranked.Clear();
                for (int page = 0; page < scores.Length; page++)
                {
                    scratch.Ranked.Add(page, scores[page]);
                }

                var found = new RecallSelection(store, scratch).Take(input.limit).Select(hit => store.Ids.Find(hit.Id));
                if (!found.SequenceEqual(Exhaustive(store, scores, input.limit, input.question.Weight)))
                {
                    return false;
                }
            }

            return true;
        }).Check(Seeded.Config.WithMaxTest(200));
    }

    // Against every pair of pages that were found. "Now" is one of few words, so that most pages speak of the same matter and many of a change.
    [Fact]
    public void WhatIsSuperseded_IsSoByTheNewestFoundOfTheSameMatterAndAuthor()
    {
        var inputs = from seed in Gen.Choose(0, int.MaxValue) from count in Gen.Choose(0, 60) select (seed, count);
        Prop.ForAll(inputs.ToArbitrary(), async input =>
        {
            var pages = RecallPages.Draw(input.seed, input.count).ToDictionary(page => page.Id);
            var index = new LexicalRecallIndex();
            await index.AddAsync([.. pages.Values]);
            foreach (var query in RecallPages.Ask(input.seed, 4))
            {
                var asked = query with { Reader = "root" };
                var store = index.StoreFor(asked.Reader);
                var hits = await index.SearchAsync(asked);
                var question = new RecallQuestion();
                question.Read(asked, store);
                float Common(params PageId[] ids) => question.Terms
                    .Where(term => term.Term >= 0 && ids.All(id => IsOn(store, term.Term, store.Ids.Find(id)))).Sum(term => term.Weight);
                PageId? Newer(Page old) => hits.Select(hit => pages[hit.Id])
                    .Where(page => page.Time > old.Time && AuthorOf(page) == AuthorOf(old) && page.GetText().Split(' ').Contains("now")
                        && Common(old.Id) > 0 && Common(old.Id, page.Id) >= 0.6f * Common(old.Id))
                    .MaxBy(page => page.Time)?.Id;
                Assert.Equal(hits.Select(hit => Newer(pages[hit.Id])), hits.Select(hit => hit.SupersededBy));
            }
        }).Check(Seeded.Config.WithMaxTest(60));
    }

    private static string? AuthorOf(Page page) => page.GetMessages()[0].AuthorName;

    private static bool IsOn(RecallStore store, int term, int page)
    {
        var cursor = store.Terms.CursorAt(term);
        return cursor.Seek(page) == page;
    }

    private static List<int> Exhaustive(RecallStore store, float[] scores, int limit, float weight)
    {
        var taken = new List<int>();
        var crowds = new int[store.Sessions.Count];
        var left = Enumerable.Range(0, scores.Length).OrderByDescending(page => scores[page]).ThenBy(page => page).ToList();
        float Lowered(int page) => scores[page] - (weight * MathF.Log(1 + crowds[store.Documents[page].Session]));
        while (taken.Count < limit && left.Count > 0)
        {
            if (taken.Count == 64)
            {
                // So long a list keeps its order: nothing is lowered any more by what is taken from here on.
                foreach (int page in left.OrderByDescending(Lowered).ThenBy(page => page).ToList())
                {
                    if (taken.Count < limit && !Repeats(store, page, taken))
                    {
                        taken.Add(page);
                    }
                }

                return taken;
            }

            int best = left.MaxBy(Lowered);
            left.Remove(best);
            if (!Repeats(store, best, taken))
            {
                taken.Add(best);
                crowds[store.Documents[best].Session]++;
            }
        }

        return taken;
    }

    private static bool Repeats(RecallStore store, int page, List<int> taken) => store.Documents[page].Length >= 4 && taken.Exists(other =>
        store.Documents[other].WordsHash == store.Documents[page].WordsHash
        && store.Documents[other].Length == store.Documents[page].Length
        && store.Documents[other].Author == store.Documents[page].Author);
}
