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
    public async Task Versions_AreInTheStore()
    {
        var first = await Blocks.TryWriteAsync(new SharedBlockWrite("plan", "Paint the door.", 0));
        var second = await Blocks.TryWriteAsync(new SharedBlockWrite("plan", "Paint the door blue.", 1));
        using var again = new PagedSharedBlocks(_services.GetRequiredService<IPageStore>(), TimeProvider.System);
        Assert.Equal(second, await again.ReadAsync("plan"));
        Assert.Equal(first, await again.ReadAsync("plan", version: 1));
    }

    [Fact]
    public async Task AWriteThatFailsOnceItIsWritten_HasHappened()
    {
        var store = new HookedPageStore();
        using var blocks = new PagedSharedBlocks(store, TimeProvider.System);
        Assert.Null(await blocks.ReadAsync("plan"));
        store.AfterAppend = () => throw new IOException("The disk came back too late.");
        await Assert.ThrowsAsync<IOException>(async () => await blocks.TryWriteAsync(new SharedBlockWrite("plan", "Paint the door.", 0)));
        Assert.Equal("Paint the door.", (await blocks.ReadAsync("plan"))!.Text);
        Assert.Null(await blocks.TryWriteAsync(new SharedBlockWrite("plan", "Sell the door.", 0)));
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
    public async Task ABlockThatASpaceMayNotRead_IsNotShown()
    {
        var label = new SecurityLabel(Integrity.User, ReaderSet.Of("ada"));
        await Blocks.TryWriteAsync(new SharedBlockWrite("plan", "Secret garden.", 0) { Label = label, Writer = "ada" });
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
