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
                     from text in Gen.Elements("Where is the boat?", "Which boats has Ada seen?")
                     select (seed, count, limit, text);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var store = new RecallStore();
            foreach (var page in RecallPages.Draw(input.seed, input.count))
            {
                store.Add(page);
            }

            var scratch = new RecallScratch();
            scratch.Question.Read(new RecallQuery { Text = input.text }, store);
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
                if (!found.SequenceEqual(Exhaustive(store, scores, input.limit, scratch.Question.MayAskForSeveral ? 0.4f : 0.15f)))
                {
                    return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
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
