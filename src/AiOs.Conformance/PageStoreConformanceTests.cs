using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IPageStore"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class PageStoreConformanceTests
{
    private const string Space = "space";

    /// <summary>Creates an empty store. The deriving class disposes of it.</summary>
    /// <returns>The store.</returns>
    protected abstract ValueTask<IPageStore> CreateStoreAsync();

    /// <summary>Closes a store and opens it again over the same data; a store that is not durable gives itself back.</summary>
    /// <param name="store">The store, which is not used afterwards.</param>
    /// <returns>A store that holds the same.</returns>
    protected virtual ValueTask<IPageStore> ReopenAsync(IPageStore store) => new(store);

    [Fact]
    public virtual async Task Replay_OfASpaceNobodyWroteTo_IsEmpty()
    {
        var store = await CreateStoreAsync();
        Assert.Empty(await ReplayAsync(store, Space));
        Assert.Empty(await ReplayAsync(await ReopenAsync(store), Space));
    }

    [Fact]
    public virtual async Task Append_IsReplayedInOrder_WithPins()
    {
        var store = await CreateStoreAsync();
        PageLogEntry[] first = [Appended("a"), Appended("b", isPinned: true), Appended("c")];
        PageLogEntry[] second = [new PagePinned(Id("a"), true), new PagePinned(Id("b"), false), Appended("d")];
        await store.AppendAsync(Space, first);
        await store.AppendAsync(Space, second);

        AssertLog([.. first, .. second], await ReplayAsync(store, Space));
        AssertLog([.. first, .. second], await ReplayAsync(await ReopenAsync(store), Space));
    }

    [Fact]
    public virtual async Task Append_OfNothing_ChangesNothing()
    {
        var store = await CreateStoreAsync();
        await store.AppendAsync(Space, []);
        Assert.Empty(await ReplayAsync(await ReopenAsync(store), Space));
    }

    [Fact]
    public virtual async Task Append_PinForAPageOfTheSameBatch_IsAccepted()
    {
        var store = await CreateStoreAsync();
        PageLogEntry[] batch = [Appended("a"), new PagePinned(Id("a"), true)];
        await store.AppendAsync(Space, batch);
        AssertLog(batch, await ReplayAsync(await ReopenAsync(store), Space));
    }

    [Fact]
    public virtual async Task Append_OfAPageTheSpaceHolds_AddsNothing()
    {
        var store = await CreateStoreAsync();
        await store.AppendAsync(Space, [Appended("a")]);
        await store.AppendAsync(Space, [Appended("a", isPinned: true), Appended("b"), Appended("b")]);
        await store.AppendAsync(Space, [new PageShared(Id("a"), IsPinned: true)]);
        AssertLog([Appended("a"), Appended("b")], await ReplayAsync(await ReopenAsync(store), Space));
    }

    [Fact]
    public virtual async Task Spaces_AreApart()
    {
        var store = await CreateStoreAsync();
        await store.AppendAsync("one", [Appended("a"), Appended("b")]);
        await store.AppendAsync("two", [Appended("b", isPinned: true)]);
        await store.AppendAsync("two", [Appended("c")]);
        await store.AppendAsync("ONE", [Appended("d")]);

        store = await ReopenAsync(store);
        AssertLog([Appended("a"), Appended("b")], await ReplayAsync(store, "one"));
        AssertLog([Appended("b", isPinned: true), Appended("c")], await ReplayAsync(store, "two"));
        AssertLog([Appended("d")], await ReplayAsync(store, "ONE"));
    }

    [Fact]
    public virtual async Task Share_OfAPageOfAnotherSpace_IsReplayedAsAppended()
    {
        var store = await CreateStoreAsync();
        await store.AppendAsync("parent", [Appended("a"), Appended("b")]);
        await store.AppendAsync("child", [new PageShared(Id("b"), IsPinned: true), new PageShared(Id("a"), IsPinned: false)]);
        await store.AppendAsync("child", [Appended("c")]);

        store = await ReopenAsync(store);
        AssertLog([Appended("b", isPinned: true), Appended("a"), Appended("c")], await ReplayAsync(store, "child"));
        AssertLog([Appended("a"), Appended("b")], await ReplayAsync(store, "parent"));
    }

    [Fact]
    public virtual async Task Append_OfARefusedBatch_ChangesNothing()
    {
        var store = await CreateStoreAsync();
        await store.AppendAsync(Space, [Appended("a")]);
        await store.AppendAsync("other", [Appended("b")]);

        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await store.AppendAsync(Space, [Appended("c"), new PagePinned(Id("b"), true)]));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await store.AppendAsync(Space, [Appended("c"), new PageShared(Id("nowhere"), false)]));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.AppendAsync(Space, [Appended("c"), null!]));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.AppendAsync(Space, null!));

        store = await ReopenAsync(store);
        AssertLog([Appended("a")], await ReplayAsync(store, Space));
        Assert.Null(await store.ReadAsync(Id("c")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public virtual async Task Append_ToANamelessSpace_IsRefused(string? space)
    {
        var store = await CreateStoreAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.AppendAsync(space!, [Appended("a")]));
    }

    [Fact]
    public virtual async Task SpaceNames_AreOneTo256CharactersOfAnyKind()
    {
        var store = await CreateStoreAsync();
        string longest = new('n', 256);
        string odd = "a/b\\c:d'e\"f;--\n%_*?é日本";
        await store.AppendAsync(longest, [Appended("a")]);
        await store.AppendAsync(odd, [Appended("b")]);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.AppendAsync(longest + "n", [Appended("c")]));

        store = await ReopenAsync(store);
        AssertLog([Appended("a")], await ReplayAsync(store, longest));
        AssertLog([Appended("b")], await ReplayAsync(store, odd));
    }

    [Fact]
    public virtual async Task Read_GivesThePageByteForByte()
    {
        var store = await CreateStoreAsync();
        Page[] pages = [PageOf("short"), PageOf(new string('x', 200_000)), PageOf("😀 \0 é\r\n\t"), Summary("d", Id("short"))];
        await store.AppendAsync(Space, [.. pages.Select(page => new PageAppended(page, false))]);

        store = await ReopenAsync(store);
        foreach (var page in pages)
        {
            var read = await store.ReadAsync(page.Id);
            Assert.NotNull(read);
            Assert.Equal(page.Id, read.Id);
            Assert.True(page.Record.Span.SequenceEqual(read.Record.Span));
        }

        Assert.Null(await store.ReadAsync(Id("nowhere")));
    }

    [Fact]
    public virtual async Task Erase_RemovesThePageFromEverySpace()
    {
        var store = await CreateStoreAsync();
        await store.AppendAsync("one", [Appended("a"), Appended("b", isPinned: true), Appended("c")]);
        await store.AppendAsync("two", [new PageShared(Id("b"), false), new PageShared(Id("c"), false)]);
        await store.AppendAsync("two", [new PagePinned(Id("b"), true)]);

        Assert.Equal(1, await store.EraseAsync([Id("b"), Id("nowhere")]));
        Assert.Equal(0, await store.EraseAsync([Id("b")]));
        Assert.Equal(0, await store.EraseAsync([]));

        store = await ReopenAsync(store);
        Assert.Null(await store.ReadAsync(Id("b")));
        AssertLog([Appended("a"), Appended("c")], await ReplayAsync(store, "one"));
        AssertLog([Appended("c")], await ReplayAsync(store, "two"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.AppendAsync("one", [new PagePinned(Id("b"), true)]));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.AppendAsync("one", [new PageShared(Id("b"), true)]));
    }

    [Fact]
    public virtual async Task Erase_TakesTheSummariesThatCoverThePage()
    {
        var store = await CreateStoreAsync();
        var first = Summary("first", Id("a"), Id("b"));
        var second = Summary("second", Id("c"));
        var third = Summary("third", first.Id, second.Id);
        await store.AppendAsync("one", [Appended("a"), Appended("b"), Appended("c"), new PageAppended(second, false)]);
        await store.AppendAsync("fork", [new PageShared(Id("a"), false), new PageAppended(first, true)]);
        await store.AppendAsync("fork", [new PageAppended(third, false), Appended("d")]);

        Assert.Equal(3, await store.EraseAsync([Id("a")]));

        store = await ReopenAsync(store);
        AssertLog([Appended("b"), Appended("c"), new PageAppended(second, false)], await ReplayAsync(store, "one"));
        AssertLog([Appended("d")], await ReplayAsync(store, "fork"));
        Assert.Null(await store.ReadAsync(first.Id));
        Assert.Null(await store.ReadAsync(third.Id));

        // A summary that outlived its page, as after an erasure in a copy of the store, goes when the erasure is repeated.
        await store.AppendAsync("late", [new PageAppended(first, false)]);
        Assert.Equal(1, await store.EraseAsync([Id("a")]));
        Assert.Empty(await ReplayAsync(await ReopenAsync(store), "late"));
    }

    [Fact]
    public virtual async Task Append_AfterAnErasure_StoresThePageAnew()
    {
        var store = await CreateStoreAsync();
        await store.AppendAsync(Space, [Appended("a", isPinned: true), Appended("b")]);
        await store.EraseAsync([Id("a")]);
        await store.AppendAsync(Space, [Appended("a")]);

        AssertLog([Appended("b"), Appended("a")], await ReplayAsync(await ReopenAsync(store), Space));
    }

    [Fact]
    public virtual async Task CancelledCalls_ChangeNothing()
    {
        var store = await CreateStoreAsync();
        await store.AppendAsync(Space, [Appended("a")]);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await store.AppendAsync(Space, [Appended("b")], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.EraseAsync([Id("a")], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ReadAsync(Id("a"), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in store.ReplayAsync(Space, cancelled))
            {
            }
        });

        AssertLog([Appended("a")], await ReplayAsync(await ReopenAsync(store), Space));
    }

    [Fact]
    public virtual async Task Replay_DuringAppends_GivesAPrefixOfWholeBatches()
    {
        var store = await CreateStoreAsync();
        await store.AppendAsync(Space, [Appended("0"), Appended("1")]);
        var seen = new List<PageLogEntry>();
        await foreach (var entry in store.ReplayAsync(Space))
        {
            seen.Add(entry);
            if (seen.Count == 1)
            {
                await store.AppendAsync(Space, [Appended("2"), Appended("3")]);
            }
        }

        Assert.True(seen.Count is 2 or 4, $"A replay that began with 2 entries, while 2 were appended, gave {seen.Count}.");
        AssertLog([.. Enumerable.Range(0, seen.Count).Select(i => Appended($"{i}"))], seen);
    }

    [Fact]
    public virtual async Task ManyThreads_AppendToSpacesOfTheirOwn_AndReadEachOthersPages()
    {
        const int Count = 20;
        var store = await CreateStoreAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (int i = 0; i < Count; i++)
            {
                // "shared" is appended by all of them: one page, held by four spaces.
                await store.AppendAsync($"space {worker}", [Appended($"{worker}/{i}"), Appended($"shared {i}")]);
                Assert.NotNull(await store.ReadAsync(Id($"shared {i}")));
                _ = await store.ReadAsync(Id($"{(worker + 1) % 4}/{i}"));
            }
        })));

        store = await ReopenAsync(store);
        for (int worker = 0; worker < 4; worker++)
        {
            var expected = Enumerable.Range(0, Count).SelectMany(i => new[] { Appended($"{worker}/{i}"), Appended($"shared {i}") });
            AssertLog([.. expected], await ReplayAsync(store, $"space {worker}"));
        }
    }

    /// <summary>Random commands against a model that is a list a space.</summary>
    /// <param name="seed">The seed of the commands.</param>
    /// <returns>The test's task.</returns>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public virtual async Task RandomCommands_AgreeWithTheModel(int seed)
    {
        var random = new Random(seed);
        var store = await CreateStoreAsync();
        var model = new PageStoreModel();
        for (int step = 0; step < 120; step++)
        {
            string space = $"space {random.Next(3)}";
            switch (random.Next(10))
            {
                case < 6:
                    var batch = model.DrawBatch(space, random, name => PageOf(name));
                    await store.AppendAsync(space, batch);
                    model.Append(space, batch);
                    break;
                case < 8:
                    var ids = model.DrawErasure(random);
                    Assert.Equal(model.Erase(ids), await store.EraseAsync(ids));
                    break;
                case 8:
                    store = await ReopenAsync(store);
                    break;
                default:
                    AssertLog(model.Log(space), await ReplayAsync(store, space));
                    break;
            }
        }

        for (int i = 0; i < 3; i++)
        {
            AssertLog(model.Log($"space {i}"), await ReplayAsync(store, $"space {i}"));
        }
    }

    private static async Task<IReadOnlyList<PageLogEntry>> ReplayAsync(IPageStore store, string space)
    {
        var entries = new List<PageLogEntry>();
        await foreach (var entry in store.ReplayAsync(space))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private static void AssertLog(IReadOnlyList<PageLogEntry> expected, IReadOnlyList<PageLogEntry> actual)
    {
        Assert.Equal(expected.Select(PageStoreModel.Describe), actual.Select(PageStoreModel.Describe));
        foreach (var (want, got) in expected.Zip(actual))
        {
            if (want is PageAppended page)
            {
                Assert.True(page.Page.Record.Span.SequenceEqual(((PageAppended)got).Page.Record.Span));
            }
        }
    }

    private static PageAppended Appended(string name, bool isPinned = false) => new PageAppended(PageOf(name), isPinned);

    private static PageId Id(string name) => PageOf(name).Id;

    private static Page PageOf(string name) =>
        Page.Create(new PageDraft { Messages = [new ChatMessage(ChatRole.User, name)] }, "key", DateTimeOffset.UnixEpoch);

    private static Page Summary(string name, params PageId[] covers) => Page.Create(
        new PageDraft { Messages = [new ChatMessage(ChatRole.User, name)], Kind = PageKind.Summary, Covers = covers },
        "key",
        DateTimeOffset.UnixEpoch);
}
