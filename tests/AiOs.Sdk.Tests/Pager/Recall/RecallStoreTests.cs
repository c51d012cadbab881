using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class RecallStoreTests
{
    private static readonly Gen<(int Seed, int Count)> Inputs =
        from seed in Gen.Choose(0, int.MaxValue) from count in Gen.Choose(1, 120) select (seed, count);

    [Fact]
    public void Removing_LeavesTheIndexOfTheRest()
    {
        Check((pages, index) =>
        {
            var removed = pages.Where((_, i) => i % 3 == 1).Select(page => page.Id).ToList();
            Run(index.RemoveAsync(removed));
            return IndexOf(pages.Where((_, i) => i % 3 != 1));
        });
    }

    // To the last digit of every score: nothing of what an asker may not read shows in a statistic.
    [Theory]
    [InlineData("ada")]
    [InlineData("bob")]
    [InlineData(null)]
    public void AReader_IsAnsweredAsIfNothingElseWereThere(string? reader) => Check(
        (pages, index) => IndexOf(pages.Where(page => page.Label.Readers.Contains(reader))), reader);

    [Fact]
    public void AReaderWhoAskedBefore_SeesWhatCameSince()
    {
        Check(
            (pages, index) =>
            {
                var known = IndexOf(pages.Take(pages.Length / 2));
                Run(known.SearchAsync(new RecallQuery { Text = "boat", Reader = "ada" }));
                Run(known.AddAsync(pages));
                Assert.Equal(
                    Run(index.SearchAsync(new RecallQuery { Text = "violin garden", Reader = "ada", Limit = 50 })),
                    Run(known.SearchAsync(new RecallQuery { Text = "violin garden", Reader = "ada", Limit = 50 })));
                return known;
            },
            "ada");
    }

    [Fact]
    public void ACheckpoint_GivesTheSameIndex()
    {
        Check((pages, index) =>
        {
            using var stream = new MemoryStream();
            RecallCheckpoint.Save(index.Store, stream);
            stream.Position = 0;
            var loaded = new LexicalRecallIndex();
            loaded.Replace(RecallCheckpoint.Load(stream)!);
            return loaded;
        });
    }

    [Fact]
    public void ACheckpointThatWasChangedAnywhere_IsNoCheckpoint()
    {
        using var stream = new MemoryStream();
        RecallCheckpoint.Save(IndexOf(RecallPages.Draw(1, 5)).Store, stream);
        byte[] whole = stream.ToArray();
        for (int at = 0; at < whole.Length; at += 7)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 4;
            Assert.Null(RecallCheckpoint.Load(new MemoryStream(changed)));
            Assert.Null(RecallCheckpoint.Load(new MemoryStream(whole[..at])));
        }
    }

    private static void Check(Func<Page[], LexicalRecallIndex, LexicalRecallIndex> makeOther, string? reader = "root") =>
        Prop.ForAll(Inputs.ToArbitrary(), input =>
        {
            var pages = RecallPages.Draw(input.Seed, input.Count);
            var index = IndexOf(pages);
            var other = makeOther(pages, index);
            foreach (var query in RecallPages.Ask(input.Seed, 6))
            {
                // "root" reads nothing but what everyone may: both sides alike.
                var asked = query with { Reader = reader };
                Assert.Equal(Run(other.SearchAsync(asked)), Run(index.SearchAsync(asked)));
            }
        }).Check(Seeded.Config.WithMaxTest(25));

    private static LexicalRecallIndex IndexOf(IEnumerable<Page> pages)
    {
        var index = new LexicalRecallIndex();
        Run(index.AddAsync([.. pages]));
        return index;
    }

    private static void Run(ValueTask task) => Assert.True(task.IsCompletedSuccessfully, "work in memory waits for nothing");

    private static T Run<T>(ValueTask<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully, "work in memory waits for nothing");
        return task.Result;
    }
}
