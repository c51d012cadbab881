using Xunit;

namespace AiOs;

public sealed class AddressSpaceTests
{
    private readonly MemoryBench _bench = new();

    [Fact]
    public async Task Append_OfSeveral_IsAllOrNothing()
    {
        var store = new FlakyPageStore(new MemoryPageStore(), seed: 1, faultRate: 1);
        await using var space = await OpenFlakyAsync(store);
        store.FaultRate = 1;
        await Assert.ThrowsAnyAsync<IOException>(async () =>
            await space.AppendAsync([MemoryBench.Message("one"), MemoryBench.Message("two")]));
        store.FaultRate = 0;
        Assert.Equal(0, space.Table.Count);
        Assert.Equal(0, space.Table.Statistics.ResidentPages);
        await space.AppendAsync([MemoryBench.Message("one"), MemoryBench.Message("two")]);
        Assert.Equal(2, space.Table.Count);
    }

    [Fact]
    public async Task AFailingStore_LeavesTheWindowAsItWas_WhenAnEpochShouldEnd()
    {
        var store = new FlakyPageStore(new MemoryPageStore(), seed: 3, faultRate: 0);
        await using var space = await OpenFlakyAsync(store);
        await FillAsync(space, 30);
        int resident = space.Table.Statistics.ResidentPages;
        store.FaultRate = 1;
        await Assert.ThrowsAnyAsync<IOException>(async () => await space.PrepareAsync(new PrepareRequest(0)));
        Assert.Equal(resident, space.Table.Statistics.ResidentPages);
        store.FaultRate = 0;
        Assert.NotEmpty((await space.PrepareAsync(new PrepareRequest(0))).Evicted);
    }

    [Fact]
    public async Task AnyPrefixOfALog_OpensAsASpace()
    {
        await using (var space = await _bench.OpenAsync())
        {
            for (int i = 0; i < 12; i++)
            {
                await FillAsync(space, 3);
                await space.PrepareAsync(new PrepareRequest(0));
                var pages = space.Table.List(0, int.MaxValue);
                await space.PinAsync(pages[i].Id, isPinned: i % 4 == 0);
            }
        }

        var log = new List<PageLogEntry>();
        await foreach (var entry in _bench.Store.ReplayAsync("space"))
        {
            log.Add(entry);
        }

        for (int length = 0; length <= log.Count; length++)
        {
            var bench = new MemoryBench();
            await bench.Store.AppendAsync("space", [.. log.Take(length)]);
            await using var reopened = await bench.OpenAsync();
            Assert.Equal(log.Take(length).OfType<PageAppended>().Count(), reopened.Table.Count);
            _ = await bench.RenderAsync(reopened);
        }
    }

    [Fact]
    public async Task AnErasure_ReachesEveryOpenForkAndItsWindow()
    {
        await using var space = await _bench.OpenAsync();
        var secret = (await space.AppendAsync([MemoryBench.Message("the secretword is out")]))[0];
        await using var fork = await _bench.Pager.RestoreAsync(await space.SnapshotAsync(), "fork", MemoryBench.Options());
        Assert.Contains(await MessagesAsync(fork), text => text.Contains("secretword", StringComparison.Ordinal));
        await space.EraseAsync([secret]);
        Assert.DoesNotContain(await MessagesAsync(fork), text => text.Contains("secretword", StringComparison.Ordinal));
        Assert.False(fork.Table.TryFind(secret.ToString(), out _));
        await Assert.ThrowsAsync<PageNotFoundException>(async () => await fork.FaultAsync(new FaultRequest { Ids = [secret] }));
    }

    [Fact]
    public async Task ASnapshot_DoesNotBringBackWhatWasErasedSince()
    {
        await using var space = await _bench.OpenAsync();
        var id = (await space.AppendAsync([MemoryBench.Message("the secret is lapwing")]))[0];
        await FillAsync(space, 30);
        await space.PrepareAsync(new PrepareRequest(0)); // A digest repeats the words, and the snapshot has it.
        var snapshot = await space.SnapshotAsync();
        await space.EraseAsync([id]);
        await using var restored = await _bench.Pager.RestoreAsync(snapshot, "restored", MemoryBench.Options());
        Assert.False(restored.Table.TryFind(id.ToString(), out _));
        var rendered = await _bench.RenderAsync(restored);
        Assert.DoesNotContain(rendered.Messages, message => message.Text.Contains("lapwing", StringComparison.Ordinal));
        var found = await restored.FaultAsync(new FaultRequest { Query = new RecallQuery { Text = "lapwing" } });
        Assert.Empty(found.BroughtIn.Concat(found.AlreadyResident));
    }

    [Fact]
    public async Task ASpace_HasOneOwnerAtATime()
    {
        var space = await _bench.OpenAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _bench.OpenAsync());
        await space.DisposeAsync();
        await using var again = await _bench.OpenAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await space.AppendAsync([MemoryBench.Message("late")]));
    }

    [Fact]
    public async Task WhatTheReaderMayNotRead_ShowsNowhere()
    {
        await using var space = await _bench.OpenAsync(options: MemoryBench.Options() with { Reader = "bob" });
        var draft = MemoryBench.Message("forbiddenword for ada only") with { Label = new SecurityLabel(Integrity.User, ReaderSet.Of("ada")) };
        var id = (await space.AppendAsync([draft]))[0];
        Assert.NotNull(await _bench.Store.ReadAsync(id));
        Assert.Equal(0, space.Table.Count);
        Assert.False(space.Table.TryFind(id.ToString(), out _));
        Assert.Empty(await MessagesAsync(space));
        var found = await space.RecallAsync("forbiddenword");
        Assert.Empty(found.BroughtIn.Concat(found.AlreadyResident).Concat(found.LeftOut));
        Assert.Equal(0, await space.EraseAsync([id]));
        await Assert.ThrowsAsync<PageNotFoundException>(async () => await space.PinAsync(id, true));
    }

    [Fact]
    public async Task AKey_MakesAnAppendIdempotent_AndWithoutOneEqualMessagesAreTwo()
    {
        await using var space = await _bench.OpenAsync();
        var keyed = MemoryBench.Message("same") with { Key = "k", Time = MemoryBench.Start };
        Assert.Equal(await space.AppendAsync([keyed]), await space.AppendAsync([keyed, keyed]) is [var first, ..] ? [first] : []);
        Assert.Equal(1, space.Table.Count);
        var ids = await space.AppendAsync([MemoryBench.Message("same"), MemoryBench.Message("same")]);
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Theory]
    [InlineData("p:")]
    [InlineData("12345")]
    [InlineData("zzzzzzzz")]
    [InlineData("0123456789abcdef0123456789abcdef0")]
    public async Task ABadReference_FindsNothing(string reference)
    {
        await using var space = await _bench.OpenAsync();
        await FillAsync(space, 3);
        Assert.False(space.Table.TryFind(reference, out _));
    }

    [Fact]
    public async Task APage_IsFoundByItsFirstEightDigits()
    {
        await using var space = await _bench.OpenAsync();
        var id = (await space.AppendAsync([MemoryBench.Message("here")]))[0];
        Assert.True(space.Table.TryFind("p:" + id.ToShortString().ToUpperInvariant(), out var entry));
        Assert.Equal(id, entry.Id);
        Assert.Equal(PageState.Resident, entry.State);
    }

    [Fact]
    public async Task APinInTheMiddleOfAnEpoch_KeepsThePrefix_AndMovesUpWithTheNext()
    {
        await using var space = await _bench.OpenAsync();
        await FillAsync(space, 4);
        var before = await MessagesAsync(space);
        await space.PinAsync(space.Table.List(2, 1)[0].Id, isPinned: true);
        Assert.Equal(before, (await MessagesAsync(space))[..before.Count]);
        await FillAsync(space, 30);
        var resident = await space.PrepareAsync(new PrepareRequest(0));
        Assert.Equal(1, resident.Epoch);
        Assert.Single(resident.Pinned);
    }

    [Fact]
    public async Task AFault_StaysWithinItsBudget_AndNamesWhatDidNotFit()
    {
        await using var space = await _bench.OpenAsync();
        await FillAsync(space, 40);
        await space.PrepareAsync(new PrepareRequest(0));
        var evicted = space.Table.List(0, 40).Where(entry => entry.State == PageState.Evicted).Select(entry => entry.Id).Take(10).ToList();
        var result = await space.FaultAsync(new FaultRequest { Ids = evicted, BudgetTokens = 60 });
        Assert.NotEmpty(result.BroughtIn);
        Assert.NotEmpty(result.LeftOut);
        Assert.Equal(10, result.BroughtIn.Count + result.LeftOut.Count);
        var tail = (await space.PrepareAsync(new PrepareRequest(0))).Tail;
        Assert.True(tail.Where(item => item.IsRecalled).Sum(item => item.Tokens) <= 60);
    }

    // Whoever asked, in whatever order: a reader follows what happened in the order in which it happened.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AFault_LaysOutByTime_WhatWasAskedForInAnyOrder(int seed)
    {
        await using var space = await _bench.OpenAsync();
        await FillAsync(space, 40);
        await space.PrepareAsync(new PrepareRequest(0));
        PageId[] wanted = [.. space.Table.List(0, 40).Where(entry => entry.State == PageState.Evicted).Select(entry => entry.Id).Take(5)];
        PageId[] asked = [.. wanted];
        new Random(seed).Shuffle(asked);
        Assert.NotEqual(wanted, asked);
        var result = await space.FaultAsync(new FaultRequest { Ids = asked, BudgetTokens = 10_000 });
        Assert.Equal(wanted, result.BroughtIn);
        var tail = (await space.PrepareAsync(new PrepareRequest(0))).Tail.Where(item => item.IsRecalled).Select(item => item.Page.Id).ToList();
        Assert.NotEmpty(tail);
        Assert.Equal(wanted.Where(tail.Contains), tail);
    }

    [Fact]
    public async Task APrefetch_KeepsTheBestFind_ThoughItWasInViewAlready()
    {
        var options = MemoryBench.Options() with { HighWatermark = 1, LowWatermark = 0.9, FaultShare = 0.95, DigestShare = 0.02 };
        await using var space = await new MemoryBench().OpenAsync(options: options);
        var ids = await space.AppendAsync([.. Enumerable.Range(0, 40).Select(static i => MemoryBench.Message(
            (i == 7 ? "crane" : "") + " harbour " + string.Join(' ', Enumerable.Range(0, 30).Select(n => $"word{i}x{n}"))))]);
        await space.PrepareAsync(new PrepareRequest(0));
        foreach (string question in (string[])["crane", "crane harbour"])
        {
            await space.FaultAsync(new FaultRequest { Query = new RecallQuery { Text = question, Limit = 30 }, IsPrefetch = true });
            var resident = await space.PrepareAsync(new PrepareRequest(0, question));
            Assert.Contains(ids[7], resident.Tail.Select(static item => item.Page.Id));
        }
    }

    [Fact]
    public async Task ADigest_PointsAtWhatLeft_AndAtTheDigestBefore()
    {
        await using var space = await _bench.OpenAsync();
        var digests = new List<Page>();
        var evicted = new List<PageId>();
        for (int i = 0; i < 5; i++)
        {
            await FillAsync(space, 25);
            var resident = await space.PrepareAsync(new PrepareRequest(0));
            evicted.AddRange(resident.Evicted.Select(receipt => receipt.Id));
            digests.Add(resident.Digest!.Page);
            Assert.All(resident.Evicted, receipt => Assert.Equal(digests[^1].Id, receipt.Digest));
        }

        Assert.All(digests.Skip(1).Zip(digests), pair => Assert.Contains(pair.Second.Id, pair.First.Covers));
        Assert.Subset(digests.SelectMany(digest => digest.Covers).ToHashSet(), evicted.ToHashSet());
        Assert.Contains("earlier: p:" + digests[^2].Id.ToShortString(), digests[^1].GetText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_LeavesEverythingAsItWas()
    {
        await using var space = await _bench.OpenAsync();
        await FillAsync(space, 5);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await space.AppendAsync([MemoryBench.Message("x")], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await space.PrepareAsync(new PrepareRequest(0), cancelled));
        Assert.Equal(5, space.Table.Count);
        await space.AppendAsync([MemoryBench.Message("x")]);
        Assert.Equal(6, space.Table.Count);
    }

    internal static async Task FillAsync(IAddressSpace space, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await space.AppendAsync([MemoryBench.Message($"message number {i} says a few words about nothing at all")]);
        }
    }

    private async Task<List<string>> MessagesAsync(IAddressSpace space) =>
        [.. (await _bench.RenderAsync(space)).Messages.Select(message => message.Text)];

    private static async Task<IAddressSpace> OpenFlakyAsync(FlakyPageStore store)
    {
        double rate = store.FaultRate;
        store.FaultRate = 0;
        var space = await new MemoryBench(store).OpenAsync();
        store.FaultRate = rate;
        return space;
    }
}
