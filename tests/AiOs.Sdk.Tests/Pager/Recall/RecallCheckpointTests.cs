using System.Security.Cryptography;
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

    private async Task<LexicalRecallIndex> FillAsync(Page[] pages)
    {
        var index = Create();
        await index.AddAsync(pages);
        return index;
    }
}
