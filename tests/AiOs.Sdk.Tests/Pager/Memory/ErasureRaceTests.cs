using Xunit;

namespace AiOs;

/// <summary>An erasure in one space while another that shares the page is in the middle of something.</summary>
/// <remarks>Each order is made to happen; none is waited for.</remarks>
public sealed class ErasureRaceTests
{
    private const string Secret = "peregrine";
    private readonly HookedPageStore _store = new();
    private readonly MemoryBench _bench;

    public ErasureRaceTests() => _bench = new MemoryBench(_store);

    // The fork evicts the page and has its digest written; the erasure comes between the making of the digest and its append.
    // The store has forgotten, and then does not give the older digest that takes the place of the one which names the page.
    [Fact]
    public async Task AnErasureWhoseStoreFailsHalfWay_LeavesNothingInTheWindow()
    {
        var store = new FailingPageStore();
        var bench = new MemoryBench(store);
        await using var space = await bench.OpenAsync();
        var (erased, word) = await FillWithDigestsAsync(bench, space);
        store.FailAt = 2;
        await Assert.ThrowsAsync<IOException>(async () => await space.EraseAsync([erased]));
        Assert.Null(await store.ReadAsync(erased));
        await AssertForgottenAsync(bench, space, erased, word);
    }

    // The first of the others fails to lay out its window; the second is told all the same.
    [Fact]
    public async Task AnErasureThatOneSpaceCannotFollow_ReachesTheOthers()
    {
        var store = new FailingPageStore();
        var bench = new MemoryBench(store);
        await using var origin = await bench.OpenAsync();
        var (erased, word) = await FillWithDigestsAsync(bench, origin);
        await using var first = await bench.Pager.RestoreAsync(await origin.SnapshotAsync(), "first", MemoryBench.Options());
        await using var second = await bench.Pager.RestoreAsync(await origin.SnapshotAsync(), "second", MemoryBench.Options());
        store.FailAt = 3;
        await Assert.ThrowsAsync<AggregateException>(async () => await origin.EraseAsync([erased]));
        foreach (var space in new[] { origin, first, second })
        {
            await AssertForgottenAsync(bench, space, erased, word);
        }
    }

    private static async Task<(PageId Erased, string Word)> FillWithDigestsAsync(MemoryBench bench, IAddressSpace space)
    {
        var ids = new List<PageId>();
        while (space.Table.Statistics.Epochs < 3)
        {
            ids.AddRange(await space.AppendAsync([MemoryBench.Message($"w{ids.Count}x says a few words about nothing at all")]));
            await bench.RenderAsync(space);
        }

        // The last one that only the newest digest covers.
        var digest = (await space.PrepareAsync(new PrepareRequest(0))).Digest!.Page;
        int number = ids.FindLastIndex(digest.Covers.Contains);
        string word = $"w{number}x";
        Assert.Contains(word, digest.GetText(), StringComparison.Ordinal);
        return (ids[number], word);
    }

    private static async Task AssertForgottenAsync(MemoryBench bench, IAddressSpace space, PageId erased, string word)
    {
        Assert.False(space.Table.TryFind(erased.ToString(), out _));
        Assert.DoesNotContain((await bench.RenderAsync(space)).Messages, message => message.Text.Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ADigestThatIsAppendedWhileItsPageIsErased_Vanishes()
    {
        var (origin, secret) = await FillAsync();
        await using var _ = origin;
        await using var fork = await _bench.Pager.RestoreAsync(await origin.SnapshotAsync(), "fork", MemoryBench.Options());
        var storeForgot = new TaskCompletionSource();
        Task<int>? erasing = null;
        _store.BeforeAppend = (entry => IsDigestOf(entry, secret), async () =>
        {
            _store.AfterErase = () =>
            {
                storeForgot.SetResult();
                return Task.CompletedTask;
            };
            erasing = origin.EraseAsync([secret]).AsTask();
            await storeForgot.Task; // It goes on with telling the fork, which is busy here.
        }
        );
        var resident = await EvictAsync(fork, secret);
        Assert.NotNull(erasing);
        Assert.True(await erasing >= 2); // The page, and the digest that came too late.
        Assert.NotNull(resident.Digest);
        await CheckNothingIsLeftAsync(fork, "fork", secret);
        await CheckNothingIsLeftAsync(origin, "space", secret);
    }

    // The same, and the fork is closed before the erasure gets around to telling it.
    [Fact]
    public async Task ADigestOfASpaceThatClosesMeanwhile_VanishesToo()
    {
        var (origin, secret) = await FillAsync();
        await using var _ = origin;
        var fork = await _bench.Pager.RestoreAsync(await origin.SnapshotAsync(), "fork", MemoryBench.Options());
        _store.AfterErase = async () =>
        {
            // The store has forgotten, the fork does not know, writes its digest, and closes.
            await EvictAsync(fork, secret);
            await fork.DisposeAsync();
        };
        Assert.True(await origin.EraseAsync([secret]) >= 2);
        await using var again = await _bench.OpenAsync("fork");
        await CheckNothingIsLeftAsync(again, "fork", secret);
    }

    // The erasure began while no other space was open; this one has read the page when the store forgets it.
    [Fact]
    public async Task ASpaceThatIsOpenedWhileItsPageIsErased_ForgetsIt()
    {
        var (origin, secret) = await FillAsync();
        await using var _ = origin;
        await (await _bench.Pager.RestoreAsync(await origin.SnapshotAsync(), "fork", MemoryBench.Options())).DisposeAsync();
        IAddressSpace? fork = null;
        _store.BeforeErase = async () =>
        {
            fork = await _bench.OpenAsync("fork");
            Assert.True(fork.Table.TryFind(secret.ToString(), out var read));
        };
        await origin.EraseAsync([secret]);
        await using var opened = fork!;
        await CheckNothingIsLeftAsync(opened, "fork", secret);
    }

    [Fact]
    public async Task AForkThatIsMadeWhileAPageIsErased_IsMadeWithoutIt()
    {
        var (origin, secret) = await FillAsync();
        await using var _ = origin;
        var snapshot = await origin.SnapshotAsync();
        Task<int>? erasing = null;
        Task Erase()
        {
            erasing = origin.EraseAsync([secret]).AsTask(); // Done in the store at once; it goes on to the fork when that is open, or given up.
            return Task.CompletedTask;
        }

        _store.BeforeAppend = (static entry => entry is PageShared, Erase);
        await using var fork = await _bench.Pager.RestoreAsync(snapshot, "fork", MemoryBench.Options());
        await erasing!;
        Assert.Equal(origin.Table.Count, fork.Table.Count);
        await CheckNothingIsLeftAsync(fork, "fork", secret);
    }

    [Fact]
    public async Task ASpaceThatOpensWhileAPageIsErased_OpensWithoutIt()
    {
        var (origin, secret) = await FillAsync();
        await using var _ = origin;
        await (await _bench.Pager.RestoreAsync(await origin.SnapshotAsync(), "fork", MemoryBench.Options())).DisposeAsync();
        Task<int>? erasing = null;
        _store.AfterReplay = () =>
        {
            erasing = origin.EraseAsync([secret]).AsTask(); // Done in the store at once; the fork hears of it when it is open.
            return Task.CompletedTask;
        };
        await using var fork = await _bench.OpenAsync("fork");
        await erasing!;
        await CheckNothingIsLeftAsync(fork, "fork", secret);
    }

    // What a search has found is gone from the store, and this space has not heard yet: what else was found comes all the same.
    [Fact]
    public async Task APageThatIsErasedWhileItIsBroughtBack_IsPassedOver_AndMissingWhereItIsNamed()
    {
        var (origin, secret) = await FillAsync();
        await using var _ = origin;
        await using var fork = await _bench.Pager.RestoreAsync(await origin.SnapshotAsync(), "fork", MemoryBench.Options());
        await EvictAsync(fork, secret);
        await _store.Inner.EraseAsync([secret]);
        var found = await fork.FaultAsync(new FaultRequest { Query = new RecallQuery { Text = Secret }, IsPrefetch = true });
        Assert.DoesNotContain(secret, found.BroughtIn.Concat(found.AlreadyResident).Concat(found.LeftOut));
        await Assert.ThrowsAsync<PageNotFoundException>(async () => await fork.FaultAsync(new FaultRequest { Ids = [secret] }));
    }

    // No race: what the window, the table and the store hide of a page, the index must not find either.
    [Fact]
    public async Task AnErasure_ReachesTheIndexOfEverySpace()
    {
        var indexes = new Dictionary<string, IRecallIndex>();
        var pager = new Pager(_store, _bench.Window, new CostAwareEvictionPolicy(), new Noting(indexes), _bench.Time);
        await using var origin = await pager.OpenAsync("space", MemoryBench.Options());
        var secret = (await origin.AppendAsync([MemoryBench.Message($"{Secret} nests on the cliff"), MemoryBench.Message("nothing else")]))[0];
        await using var fork = await pager.RestoreAsync(await origin.SnapshotAsync(), "fork", MemoryBench.Options());
        var query = new RecallQuery { Text = Secret };
        foreach (var space in (IAddressSpace[])[origin, fork])
        {
            await space.RecallAsync(Secret); // What is pending is indexed.
            Assert.Contains(await indexes[space.Name].SearchAsync(query), hit => hit.Id == secret);
        }

        await origin.EraseAsync([secret]);
        Assert.Empty(await indexes["space"].SearchAsync(query));
        Assert.Empty(await indexes["fork"].SearchAsync(query));
    }

    private static bool IsDigestOf(PageLogEntry entry, PageId id) =>
        entry is PageAppended { Page.Kind: PageKind.Summary } digest && digest.Page.Covers.Contains(id);

    private async Task<(IAddressSpace Origin, PageId Secret)> FillAsync()
    {
        var origin = await _bench.OpenAsync();
        var ids = await origin.AppendAsync([MemoryBench.Message($"{Secret} nests on the cliff"), MemoryBench.Message("nothing else to say")]);
        return (origin, ids[0]);
    }

    // Ends epochs until the page has left the window.
    private static async Task<ResidentSet> EvictAsync(IAddressSpace space, PageId id)
    {
        while (true)
        {
            await space.AppendAsync([MemoryBench.Message(string.Join(' ', Enumerable.Repeat("filler", 20)))]);
            var resident = await space.PrepareAsync(new PrepareRequest(0));
            if (resident.Evicted.Any(receipt => receipt.Id == id))
            {
                return resident;
            }
        }
    }

    private async Task CheckNothingIsLeftAsync(IAddressSpace space, string name, PageId secret)
    {
        Assert.False(space.Table.TryFind(secret.ToString(), out _));
        await foreach (var entry in _store.Inner.ReplayAsync(name))
        {
            Assert.True(entry is not PageAppended appended
                || !(appended.Page.GetText().Contains(Secret, StringComparison.Ordinal) || appended.Page.Covers.Contains(secret)));
        }

        var rendered = await _bench.RenderAsync(space);
        Assert.DoesNotContain(rendered.Messages, static message => message.Text.Contains(Secret, StringComparison.Ordinal));
    }

    private sealed class Noting(Dictionary<string, IRecallIndex> indexes) : IRecallIndexFactory
    {
        public IRecallIndex Create(string space) => indexes[space] = new LexicalRecallIndex();
    }
}
