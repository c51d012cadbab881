using Xunit;

namespace AiOs;

/// <summary>What every <see cref="ISharedBlocks"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class SharedBlocksConformanceTests
{
    private static readonly SecurityLabel Adas = new(Integrity.User, ReaderSet.Of("ada"));

    /// <summary>Creates the blocks under test, of which none is there yet.</summary>
    protected abstract ISharedBlocks CreateBlocks();

    [Fact]
    public virtual async Task WhatWasNeverWritten_IsNotThere()
    {
        var blocks = CreateBlocks();
        Assert.Null(await blocks.ReadAsync("plan"));
        Assert.NotNull(await blocks.TryWriteAsync(new SharedBlockWrite("plan", "Paint the door.", 0)));
        Assert.Null(await blocks.ReadAsync("Plan"));
        Assert.Null(await blocks.ReadAsync("plan", version: 2));
        Assert.Null(await blocks.ReadAsync("plan", version: 0));
    }

    [Fact]
    public virtual async Task ABlock_IsReadAsItWasWritten()
    {
        var blocks = CreateBlocks();
        var write = new SharedBlockWrite("a plan/ünïcode 🙂", "Line one.\n\tLine two: \"漢字\".\n", 0)
        {
            Label = new SecurityLabel(Integrity.Untrusted, ReaderSet.Of("ada", "bob")),
            Writer = "ada",
        };
        var written = await blocks.TryWriteAsync(write);
        Assert.Equal((write.Name, 1L, write.Text, write.Label), (written!.Name, written.Version, written.Text, written.Label));
        Assert.Equal(written, await blocks.ReadAsync(write.Name, "bob"));
        Assert.Equal(written, await blocks.ReadAsync(write.Name, "ada", version: 1));
    }

    [Fact]
    public virtual async Task WhoHasNotSeenTheNewestVersion_DoesNotOverwriteIt()
    {
        var blocks = CreateBlocks();
        var first = await blocks.TryWriteAsync(new SharedBlockWrite("plan", "Paint the door.", 0));
        Assert.Null(await blocks.TryWriteAsync(new SharedBlockWrite("plan", "Sell the door.", 0)));
        Assert.Null(await blocks.TryWriteAsync(new SharedBlockWrite("plan", "Sell the door.", 2)));
        Assert.Null(await blocks.TryWriteAsync(new SharedBlockWrite("another", "Nobody has seen it.", 1)));
        Assert.Null(await blocks.ReadAsync("another"));
        var second = await blocks.TryWriteAsync(new SharedBlockWrite("plan", "Paint the door blue.", 1));
        Assert.Equal(2, second!.Version);
        Assert.Equal(second, await blocks.ReadAsync("plan"));
        Assert.Equal(first, await blocks.ReadAsync("plan", version: 1));
        Assert.NotEqual(first!.Page, second.Page);
    }

    [Fact]
    public virtual async Task OfManyWhoWriteAtOnce_OneWinsEachVersion()
    {
        var blocks = CreateBlocks();
        for (long version = 0; version < 4; version++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(
                writer => Task.Run(async () => await blocks.TryWriteAsync(new SharedBlockWrite("plan", $"Writer {writer}", version)))));
            Assert.Equal(Assert.Single(results, static block => block is not null), await blocks.ReadAsync("plan"));
        }
    }

    [Fact]
    public virtual async Task WhoMayNotReadABlock_NeitherSeesNorReplacesIt()
    {
        var blocks = CreateBlocks();
        await blocks.TryWriteAsync(new SharedBlockWrite("plan", "Secret garden.", 0) { Label = Adas, Writer = "ada" });
        foreach (string? other in (string?[])["bob", "Ada", "", null])
        {
            Assert.Null(await blocks.ReadAsync("plan", other));
            Assert.Null(await blocks.ReadAsync("plan", other, version: 1));
            Assert.Null(await blocks.TryWriteAsync(new SharedBlockWrite("plan", "Mine.", 1) { Writer = other }));
        }

        Assert.NotNull(await blocks.TryWriteAsync(new SharedBlockWrite("plan", "Ours.", 1) { Label = Adas, Writer = "ada" }));
    }

    [Fact]
    public virtual async Task NamesAndTexts_HaveTheirBounds()
    {
        var blocks = CreateBlocks();
        Assert.NotNull(await blocks.TryWriteAsync(new SharedBlockWrite(new string('n', 128), new string('t', 65_536), 0)));
        await Refused(new SharedBlockWrite(new string('n', 129), "text", 0));
        await Refused(new SharedBlockWrite("", "text", 0));
        await Refused(new SharedBlockWrite("plan", "", 0));
        await Refused(new SharedBlockWrite("plan", new string('t', 65_537), 0));
        await Refused(null!);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await blocks.ReadAsync(""));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await blocks.ReadAsync(null!));
        Assert.Null(await blocks.ReadAsync("plan"));

        async Task Refused(SharedBlockWrite write) =>
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await blocks.TryWriteAsync(write));
    }

    [Fact]
    public virtual async Task ACancelledWrite_WritesNothing()
    {
        var blocks = CreateBlocks();
        var stop = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await blocks.TryWriteAsync(new SharedBlockWrite("plan", "Paint the door.", 0), stop));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await blocks.ReadAsync("plan", cancellationToken: stop));
        Assert.Equal(1, (await blocks.TryWriteAsync(new SharedBlockWrite("plan", "Paint the door.", 0)))!.Version);
    }
}
