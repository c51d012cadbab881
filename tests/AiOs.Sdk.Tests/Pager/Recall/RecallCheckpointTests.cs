using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class RecallCheckpointTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "aios-recall-" + Guid.NewGuid().ToString("N"));
    private static readonly RecallQuery Query = new() { Text = "harbour violin photograph", Limit = 100, Reader = "ada" };

    [Fact]
    public async Task AReopenedIndex_IsTheSame()
    {
        var pages = RecallPages.Draw(1, 60);
        var first = await FillAsync(pages);
        var found = await first.SearchAsync(Query);
        await first.DisposeAsync();
        Assert.Single(Directory.GetFiles(_folder));

        await using var second = await FillAsync(pages);
        Assert.Equal(found, await second.SearchAsync(Query));
    }

    // In batches, in any order, with pages twice, with some missing and with new ones between.
    [Fact]
    public void HoweverPagesAreAddedAgain_TheIndexIsTheSame()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), async seed =>
        {
            var random = new Random(seed);
            var pages = RecallPages.Draw(seed, random.Next(4, 60));
            int loaded = random.Next(1, pages.Length);
            int missing = random.Next(3) == 0 ? random.Next(loaded) : -1;
            await (await FillAsync(pages[..loaded])).DisposeAsync();
            var again = pages.Where((_, number) => number != missing).ToList();
            again.AddRange(again.Where(_ => random.Next(4) == 0).ToList());
            if (random.Next(2) == 0)
            {
                again = [.. again.Take(loaded - 1).OrderBy(_ => random.Next()), .. again.Skip(loaded - 1)];
            }

            var reopened = Create();
            foreach (var batch in again.Chunk(random.Next(1, 20)))
            {
                await reopened.AddAsync(batch);
            }

            await reopened.SettleAsync(CancellationToken.None);
            var fresh = new LexicalRecallIndex();
            await fresh.AddAsync([.. pages.Where((_, number) => number != missing)]);
            Assert.Equal(await fresh.SearchAsync(Query), await reopened.SearchAsync(Query));
            if (missing < 0)
            {
                Assert.Equal(Saved(fresh), Saved(reopened)); // Without a page, words may keep another order.
            }

            Dispose();
        }).Check(Seeded.Config.WithMaxTest(60));
    }

    [Fact]
    public async Task OnceEveryLoadedPageIsThere_IdsAreLookedUpInTheSpace()
    {
        var pages = RecallPages.Draw(8, 30);
        await (await FillAsync(pages[..20])).DisposeAsync();
        var table = new PageIdIndex();
        await using var reopened = Create();
        reopened.ShareIds(table);
        foreach (var page in pages[..25])
        {
            table.Add(page.Id);
        }

        await reopened.AddAsync(pages[..19]);
        Assert.Null(reopened.Store.Ids.Shared); // One of those loaded may have been erased.
        await reopened.AddAsync(pages[19..25]);
        Assert.Same(table, reopened.Store.Ids.Shared);
        Assert.Equal(25, reopened.Store.Ids.Count);
    }

    [Fact]
    public async Task APageThatNobodyAddsAgain_IsGone()
    {
        var pages = RecallPages.Draw(2, 60);
        await (await FillAsync(pages)).DisposeAsync();
        await using var reopened = await FillAsync(pages[5..]);
        await using var fresh = new LexicalRecallIndex();
        await fresh.AddAsync(pages[5..]);
        Assert.Equal(await fresh.SearchAsync(Query), await reopened.SearchAsync(Query));
        Assert.Empty(Directory.GetFiles(_folder)); // The file held words of theirs.
    }

    [Fact]
    public async Task Removing_RemovesTheFile()
    {
        var pages = RecallPages.Draw(3, 20);
        await (await FillAsync(pages)).DisposeAsync();
        await using var reopened = await FillAsync(pages);
        await reopened.RemoveAsync([pages[0].Id]);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task AFileThatIsNoCheckpoint_IsPassedOver()
    {
        var pages = RecallPages.Draw(4, 20);
        var first = await FillAsync(pages);
        var found = await first.SearchAsync(Query);
        await first.DisposeAsync();
        await File.WriteAllTextAsync(Directory.GetFiles(_folder)[0], "something else");
        await using var second = await FillAsync(pages);
        Assert.Equal(found, await second.SearchAsync(Query));
    }

    [Fact]
    public async Task WithManyNewPages_TheFileIsWrittenBeforeTheEnd()
    {
        var index = Create(minNewPages: 10);
        await index.AddAsync(RecallPages.Draw(5, 9));
        Assert.False(Directory.Exists(_folder));
        await index.AddAsync(RecallPages.Draw(5, 12));
        Assert.Single(Directory.GetFiles(_folder));
        await index.DisposeAsync();
    }

    // All of it can be made again: no memory may stop because its checkpoint has no place.
    [Fact]
    public async Task AFolderThatCannotBeWritten_StopsNeitherAddingNorClosing()
    {
        await File.WriteAllTextAsync(_folder, "no folder");
        try
        {
            var pages = RecallPages.Draw(6, 30);
            var index = Create(minNewPages: 10);
            await index.AddAsync(pages[..15]);
            await index.AddAsync(pages[15..]);
            await using var fresh = new LexicalRecallIndex();
            await fresh.AddAsync(pages);
            Assert.Equal(await fresh.SearchAsync(Query), await index.SearchAsync(Query));
            await index.DisposeAsync();
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    // Written whole, by an earlier version, for which the same words were other terms.
    [Fact]
    public async Task ACheckpointOfAnotherFormat_IsMadeAgain()
    {
        var pages = RecallPages.Draw(7, 20);
        var first = await FillAsync(pages[..10]);
        await first.DisposeAsync();
        string path = Directory.GetFiles(_folder)[0];
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[7] = (byte)'4';
        SHA256.HashData(bytes.AsSpan(..^SHA256.HashSizeInBytes), bytes.AsSpan(^SHA256.HashSizeInBytes..));
        await File.WriteAllBytesAsync(path, bytes);
        await using var second = Create();
        await second.AddAsync(pages[5..]);
        await using var fresh = new LexicalRecallIndex();
        await fresh.AddAsync(pages[5..]);
        Assert.Equal(await fresh.SearchAsync(Query), await second.SearchAsync(Query));
        Assert.NotEmpty(Directory.GetFiles(_folder)); // Nothing was loaded of which pages are missing.
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private LexicalRecallIndex Create(int minNewPages = 1_000) => new LexicalRecallIndexFactory(
        new RecallCheckpointOptions { Folder = _folder, MinNewPages = minNewPages }).CreateLexical("space");

    private static byte[] Saved(LexicalRecallIndex index)
    {
        using var stream = new MemoryStream();
        RecallCheckpoint.Save(index.Store, stream);
        return stream.ToArray();
    }

    private async Task<LexicalRecallIndex> FillAsync(Page[] pages)
    {
        var index = Create();
        await index.AddAsync(pages);
        return index;
    }
}
