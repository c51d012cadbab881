using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class SharedBlockTests : IAsyncLifetime
{
    private readonly ServiceProvider _services = new ServiceCollection().AddAiOs().BuildServiceProvider();

    private ISharedBlocks Blocks => _services.GetRequiredService<ISharedBlocks>();

    private IPager Pager => _services.GetRequiredService<IPager>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task WhoHasNotSeenTheNewestVersion_DoesNotOverwriteIt()
    {
        var first = await Blocks.TryWriteAsync(new SharedBlockWrite("plan", "Paint the door.", 0));
        Assert.Equal(1, first!.Version);
        Assert.Null(await Blocks.TryWriteAsync(new SharedBlockWrite("plan", "Sell the door.", 0)));
        var second = await Blocks.TryWriteAsync(new SharedBlockWrite("plan", "Paint the door blue.", 1));
        Assert.Equal("Paint the door blue.", (await Blocks.ReadAsync("plan"))!.Text);
        Assert.Equal("Paint the door.", (await Blocks.ReadAsync("plan", version: 1))!.Text);
        Assert.Equal(second, await new PagedSharedBlocks(_services.GetRequiredService<IPageStore>(), TimeProvider.System).ReadAsync("plan"));
    }

    [Fact]
    public async Task OfManyWhoWriteAtOnce_OneWinsEachVersion()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            Task.Run(async () => await Blocks.TryWriteAsync(new SharedBlockWrite("plan", $"Writer {i}", 0)))));
        var winner = Assert.Single(results, static block => block is not null);
        Assert.Equal(winner, await Blocks.ReadAsync("plan"));
    }

    [Fact]
    public async Task EveryAttachedSpace_ShowsTheNewestVersionOnly_AfterAnOpeningToo()
    {
        var options = new AddressSpaceOptions { SharedBlocks = ["plan"] };
        await using var one = await Pager.OpenAsync("one", options);
        var two = await Pager.OpenAsync("two", options);
        await Blocks.TryWriteAsync(new SharedBlockWrite("plan", "Paint the door.", 0));
        Assert.Contains("Paint the door.", await PinnedAsync(one), StringComparison.Ordinal);
        Assert.Contains("Paint the door.", await PinnedAsync(two), StringComparison.Ordinal);
        await two.DisposeAsync();

        await Blocks.TryWriteAsync(new SharedBlockWrite("plan", "Burn the door.", 1));
        await using var again = await Pager.OpenAsync("two", options);
        foreach (var space in (IAddressSpace[])[one, again])
        {
            await space.PrepareAsync(new PrepareRequest(0));
            var entries = space.Table.List(0, 10);
            Assert.Equal(["Burn the door."], await TextsAsync(entries.Where(static entry => entry.State == PageState.Pinned)));
            Assert.Equal(2, entries.Count); // The version before is an ordinary page now.
        }
    }

    [Fact]
    public async Task WhoMayNotReadABlock_NeitherSeesNorReplacesIt()
    {
        var label = new SecurityLabel(Integrity.User, ReaderSet.Of("ada"));
        await Blocks.TryWriteAsync(new SharedBlockWrite("plan", "Secret garden.", 0) { Label = label, Writer = "ada" });
        Assert.Null(await Blocks.ReadAsync("plan", "bob"));
        Assert.Null(await Blocks.TryWriteAsync(new SharedBlockWrite("plan", "Mine.", 1) { Writer = "bob" }));
        Assert.NotNull(await Blocks.TryWriteAsync(new SharedBlockWrite("plan", "Ours.", 1) { Label = label, Writer = "ada" }));

        await using var bobs = await Pager.OpenAsync("bobs", new AddressSpaceOptions { SharedBlocks = ["plan"], Reader = "bob" });
        await bobs.PrepareAsync(new PrepareRequest(0));
        Assert.Equal(0, bobs.Table.Count);
    }

    [Fact]
    public async Task Erasing_RemovesAVersionEverywhere()
    {
        var options = new AddressSpaceOptions { SharedBlocks = ["plan"] };
        await using var one = await Pager.OpenAsync("one", options);
        var block = await Blocks.TryWriteAsync(new SharedBlockWrite("plan", "Paint the door.", 0));
        await one.PrepareAsync(new PrepareRequest(0));
        await one.EraseAsync([block!.Page]);
        Assert.Null(await Blocks.ReadAsync("plan"));
        Assert.Empty((await one.PrepareAsync(new PrepareRequest(0))).Pinned);
    }

    private static async Task<string> PinnedAsync(IAddressSpace space)
    {
        var shown = await space.PrepareAsync(new PrepareRequest(0));
        return string.Join('\n', shown.Pinned.Concat(shown.Tail).Select(static item => item.Page.GetText()));
    }

    private async Task<List<string>> TextsAsync(IEnumerable<PageTableEntry> entries)
    {
        var texts = new List<string>();
        foreach (var entry in entries)
        {
            texts.Add((await _services.GetRequiredService<IPageStore>().ReadAsync(entry.Id))!.GetText());
        }

        return texts;
    }
}
