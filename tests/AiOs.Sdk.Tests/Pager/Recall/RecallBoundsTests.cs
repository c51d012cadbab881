using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class RecallBoundsTests
{
    // Times that come in no order and repeat: that is where an index over time goes wrong. Pages come in two parts, with a listing between.
    [Fact]
    public void ATimeRange_ListsWhatSortingEverythingWould()
    {
        var times = Gen.Choose(0, 40).ListOf();
        var inputs = from first in times from second in times from range in Gen.Choose(0, 45).Two() select (first, second, range);
        Prop.ForAll(inputs.ToArbitrary(), async input =>
        {
            var index = new LexicalRecallIndex();
            var added = new List<Page>();
            foreach (var part in (IEnumerable<int>[])[input.first, input.second])
            {
                var pages = part.Select((minute, i) =>
                    RecallPages.Of(added.Count + i, "harbour", readers: ReaderSet.Everyone, time: RecallPages.Start.AddMinutes(minute))).ToArray();
                added.AddRange(pages);
                await index.AddAsync(pages);
                var (from, to) = (RecallPages.Start.AddMinutes(input.range.Item1), RecallPages.Start.AddMinutes(input.range.Item2));
                var hits = await index.SearchAsync(new RecallQuery { Text = "", From = from, To = to, Limit = 1_000 });
                var expected = added.Where(page => page.Time >= from && page.Time < to).OrderBy(page => page.Time).Select(page => page.Id);
                Assert.Equal(expected, hits.Select(hit => hit.Id));
            }
        }).Check(Seeded.Config);
    }

    [Theory]
    [InlineData(100)] // Every page is judged.
    [InlineData(600)] // The best are chosen first.
    public async Task PagesOutsideThoseNamed_AreNeverFound_AndThoseNamedAre(int count)
    {
        var pages = RecallPages.Draw(5, count);
        var index = new LexicalRecallIndex();
        await index.AddAsync(pages);
        PageId[] among = [.. pages.Where(static (_, i) => i % 9 == 0).Select(static page => page.Id)];
        var query = new RecallQuery { Text = "violin harbour garden photo", Limit = 1_000, Reader = "ada", Among = among };
        var hits = await index.SearchAsync(query);
        var filtered = await index.SearchAsync(query with { Among = null, Filter = among.Contains });
        Assert.NotEmpty(hits);
        Assert.Subset(among.ToHashSet(), hits.Select(static hit => hit.Id).ToHashSet());
        if (count <= RecallSearch.DefaultJudgeAllUpTo)
        {
            Assert.Equal(filtered, hits);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(600)]
    public async Task ATimeRange_ListsOnlyThoseNamed(int count)
    {
        var pages = Enumerable.Range(0, count).Select(i => RecallPages.Of(i, "harbour", time: RecallPages.Start.AddMinutes(i))).ToArray();
        var index = new LexicalRecallIndex();
        await index.AddAsync(pages);
        PageId[] among = [pages[3].Id, pages[20].Id, pages[41].Id];
        var query = new RecallQuery { Text = "", From = pages[4].Time, To = pages[50].Time, Among = among, Limit = 50 };
        Assert.Equal(among[1..], (await index.SearchAsync(query)).Select(static hit => hit.Id));
        Assert.Equal(
            among[1..].Order(), (await index.SearchAsync(query with { Text = "harbour" })).Select(static hit => hit.Id).Order());
    }

    [Fact]
    public void ScoreKeys_AreOrderedAsScoresAre_AndThenByAge()
    {
        float[] scores = [float.MinValue, -2.5f, -1e-30f, 0, 1e-30f, 0.5f, 7, float.MaxValue];
        ulong[] keys = [.. scores.Select(score => ScoreKey.Of(3, score))];
        Assert.Equal(keys.Order(), keys);
        Assert.Equal(scores, keys.Select(ScoreKey.ScoreOf));
        Assert.All(keys, key => Assert.Equal(3, ScoreKey.PageOf(key)));
        Assert.True(ScoreKey.Of(3, 1) > ScoreKey.Of(4, 1));
    }
}
