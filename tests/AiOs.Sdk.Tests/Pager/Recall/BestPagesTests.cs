using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class BestPagesTests
{
    // Weights of few values and pages of few words on purpose: they make ties, which is where pruning goes wrong.
    [Fact]
    public void PrunedSearch_IsJudgingEveryPage()
    {
        var inputs = from seed in Gen.Choose(0, int.MaxValue)
                     from count in Gen.Choose(0, 1_500)
                     from limit in Gen.Choose(1, 40)
                     from skip in Gen.Choose(1, 4)
                     from origin in Gen.Choose(0, 2)
                     select (seed, count, limit, skip, origin);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var store = Draw(input.seed, input.count, input.origin);
            var random = new Random(input.seed);
            var terms = Enumerable.Range(0, store.Terms.Count).Where(_ => random.Next(2) == 0)
                .Select(term => (Term: term, Weight: (float)random.Next(1, 4))).ToList();
            bool IsWanted(int page) => input.skip == 1 || page % input.skip != 0;
            var found = new TopPages();
            found.Begin(input.limit);
            var search = new BestPages();
            terms.ForEach(term => search.Add(store.Terms.CursorAt(term.Term), term.Weight));
            search.Find(store, found, IsWanted);
            var pages = Enumerable.Range(0, found.Count).Select(found.PageAt);
            return pages.Order().SequenceEqual(Exhaustive(store, terms, input.limit, IsWanted).Order());
        }).Check(Seeded.Config.WithMaxTest(40));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1_000)]
    public void ACursor_GivesBackWhatWentIn_AndSeeksToIt(int count)
    {
        var random = new Random(count);
        var pages = new SortedSet<int>(Enumerable.Range(0, count).Select(_ => random.Next(100_000))).ToList();
        var list = new PostingList();
        foreach (int page in pages)
        {
            list.Add(page, (ushort)(1 + (page % 3)), (ushort)(5 + (page % 50)));
        }

        var cursor = new PostingCursor(list);
        foreach (int page in pages)
        {
            Assert.Equal(page, cursor.Next());
            Assert.Equal(1 + (page % 3), cursor.Occurrences);
        }

        Assert.Equal(PostingCursor.End, cursor.Next());
        var seeking = new PostingCursor(list);
        for (int target = 0; target < 110_000; target += random.Next(1, 3_000))
        {
            int expected = pages.Find(page => page >= target) is > 0 and var first ? first : pages[0] >= target ? pages[0] : PostingCursor.End;
            var block = seeking.PeekBlock(target);
            Assert.Equal(expected, seeking.Seek(target));
            Assert.True(expected == PostingCursor.End || (expected <= block.LastPage && seeking.Occurrences <= block.MaxOccurrences));
        }
    }

    // Filled page by page, read from a checkpoint, or the rest of another: a search reads lengths from a column that each of them has to fill.
    private static RecallStore Draw(int seed, int count, int origin)
    {
        var store = new RecallStore();
        foreach (var page in RecallPages.Draw(seed, count))
        {
            store.Add(page);
        }

        if (origin == 1)
        {
            using var stream = new MemoryStream();
            RecallCheckpoint.Save(store, stream);
            stream.Position = 0;
            return RecallCheckpoint.Load(stream)!;
        }

        return origin == 2 ? store.Where(static page => page % 5 != 0) : store;
    }

    private static IEnumerable<int> Exhaustive(
        RecallStore store, List<(int Term, float Weight)> terms, int limit, Func<int, bool> isWanted)
    {
        float[] sums = new float[store.Documents.Count];
        var scorer = new PageScorer(store);
        foreach (var (term, weight) in terms)
        {
            var cursor = store.Terms.CursorAt(term);
            for (int page = cursor.Next(); page != PostingCursor.End; page = cursor.Next())
            {
                sums[page] += weight * scorer.Saturate(cursor.Occurrences, store.Documents[page].Length);
            }
        }

        return Enumerable.Range(0, sums.Length).Where(page => sums[page] > 0 && isWanted(page))
            .OrderByDescending(page => sums[page]).ThenBy(page => page).Take(limit);
    }
}
