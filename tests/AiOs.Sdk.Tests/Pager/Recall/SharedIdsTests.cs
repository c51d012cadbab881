using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>An index that looks ids up in its space's page table is the index that keeps them itself.</summary>
public sealed class SharedIdsTests
{
    [Fact]
    public void AnIndexThatSharesIds_AnswersLikeOneThatKeepsThem()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var pages = RecallPages.Draw(seed, random.Next(1, 120));
            var table = new PageIdIndex();
            var own = new LexicalRecallIndex();
            var sharing = new LexicalRecallIndex();
            sharing.ShareIds(table);
            foreach (var page in pages)
            {
                // Positions between are digests' and the like: the space has them, the index does not.
                table.Add(page.Id);
                if (random.Next(4) == 0)
                {
                    table.Add(RecallPages.Of(1_000 + random.Next(100_000), "a digest").Id);
                }

                Run(own.AddAsync([page]));
                Run(sharing.AddAsync([page]));
            }

            Compare(own, sharing, seed);
            var removed = pages.Where(_ => random.Next(4) == 0).Select(static page => page.Id).ToList();
            Run(own.RemoveAsync(removed));
            Run(sharing.RemoveAsync(removed));
            removed.ForEach(id => table.Remove(id));
            Compare(own, sharing, seed);
            Assert.Equal(Saved(own), Saved(sharing));
        }).Check(Seeded.Config.WithMaxTest(40));
    }

    // As after opening: the ids that a checkpoint brought are given up once the space has all of them.
    [Fact]
    public void ALoadedIndex_SharesIdsOnceTheSpaceHasThem()
    {
        var pages = RecallPages.Draw(3, 90);
        var own = new LexicalRecallIndex();
        Run(own.AddAsync(pages));
        var loaded = new LexicalRecallIndex();
        loaded.Replace(RecallCheckpoint.Load(new MemoryStream(Saved(own)))!);
        var table = new PageIdIndex();
        foreach (var page in pages[..^1])
        {
            table.Add(page.Id);
        }

        loaded.Store.ShareIds(table);
        Assert.Null(loaded.Store.Ids.Shared); // One is missing.
        table.Add(RecallPages.Of(1_000, "a digest").Id);
        table.Add(pages[^1].Id);
        loaded.Store.ShareIds(table);
        Assert.Same(table, loaded.Store.Ids.Shared);
        Compare(own, loaded, 3);
        Assert.Equal(Saved(own), Saved(loaded));
    }

    [Fact]
    public void APageThatTheSpaceDoesNotHave_IsRefused()
    {
        var index = new LexicalRecallIndex();
        index.ShareIds(new PageIdIndex());
        Assert.True(index.AddAsync([RecallPages.Of(0, "hello")]).AsTask().IsFaulted);
    }

    private static void Compare(LexicalRecallIndex own, LexicalRecallIndex sharing, int seed)
    {
        Assert.Equal(own.Store.Ids.Count, sharing.Store.Ids.Count);
        for (int number = 0; number < own.Store.Ids.Count; number++)
        {
            var id = own.Store.Ids[number];
            Assert.Equal(id, sharing.Store.Ids[number]);
            Assert.Equal(number, sharing.Store.Ids.Find(id));
            var alike = new List<int>();
            sharing.Store.Ids.FindPrefix(id.Prefix, alike);
            Assert.Contains(number, alike);
        }

        foreach (var query in RecallPages.Ask(seed, 6))
        {
            foreach (string? reader in (ReadOnlySpan<string?>)["ada", null])
            {
                var asked = query with { Reader = reader };
                Assert.Equal(Run(own.SearchAsync(asked)), Run(sharing.SearchAsync(asked)));
            }
        }
    }

    private static byte[] Saved(LexicalRecallIndex index)
    {
        using var stream = new MemoryStream();
        RecallCheckpoint.Save(index.Store, stream);
        return stream.ToArray();
    }

    private static void Run(ValueTask task) => Assert.True(task.IsCompletedSuccessfully, "work in memory waits for nothing");

    private static T Run<T>(ValueTask<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully, "work in memory waits for nothing");
        return task.Result;
    }
}
