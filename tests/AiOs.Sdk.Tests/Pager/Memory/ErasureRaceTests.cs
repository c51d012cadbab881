using Xunit;

namespace AiOs;

/// <summary>An erasure in one space while another that shares the page is in the middle of something: each order is made to happen, none is waited for.</summary>
public sealed class ErasureRaceTests
{
    private const string Secret = "peregrine";
    private readonly HookedPageStore _store = new();
    private readonly MemoryBench _bench;

    public ErasureRaceTests() => _bench = new MemoryBench(_store);

    // The fork evicts the page and has its digest written; the erasure comes between the making of the digest and its append.
    [Fact]
    public async Task ADigestThatIsAppendedWhileItsPageIsErased_Vanishes()
    {
        var (origin, secret) = await FillAsync();
        await using var _ = origin;
        await using var fork = await _bench.Pager.RestoreAsync(await origin.SnapshotAsync(), "fork", MemoryBench.Options());
        var storeForgot = new TaskCompletionSource();
        Task<int>? erasing = null;
        _store.BeforeAppend = (IsDigest, async () =>
        {
            _store.AfterErase = () =>
            {
                storeForgot.SetResult();
                return Task.CompletedTask;
            };
            erasing = origin.EraseAsync([secret]).AsTask();
            await storeForgot.Task; // It goes on with telling the fork, which is busy here.
        });
        var resident = await FillUpAsync(fork);
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
            await FillUpAsync(fork);
            await fork.DisposeAsync();
        };
        Assert.True(await origin.EraseAsync([secret]) >= 2);
        await using var again = await _bench.OpenAsync("fork");
        await CheckNothingIsLeftAsync(again, "fork", secret);
    }

    [Fact]
    public async Task AForkThatIsMadeWhileAPageIsErased_IsMadeWithoutIt()
    {
        var (origin, secret) = await FillAsync();
        await using var _ = origin;
        var snapshot = await origin.SnapshotAsync();
        _store.BeforeAppend = (static entry => entry is PageShared, async () => await origin.EraseAsync([secret]));
        await using var fork = await _bench.Pager.RestoreAsync(snapshot, "fork", MemoryBench.Options());
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
        await FillUpAsync(fork);
        await _store.Inner.EraseAsync([secret]);
        var found = await fork.FaultAsync(new FaultRequest { Query = new RecallQuery { Text = Secret }, IsPrefetch = true });
        Assert.DoesNotContain(secret, found.BroughtIn.Concat(found.AlreadyResident).Concat(found.LeftOut));
        await Assert.ThrowsAsync<PageNotFoundException>(async () => await fork.FaultAsync(new FaultRequest { Ids = [secret] }));
    }

    private static bool IsDigest(PageLogEntry entry) => entry is PageAppended { Page.Kind: PageKind.Summary };

    private async Task<(IAddressSpace Origin, PageId Secret)> FillAsync()
    {
        var origin = await _bench.OpenAsync();
        var ids = await origin.AppendAsync([MemoryBench.Message($"{Secret} nests on the cliff"), MemoryBench.Message("nothing else to say")]);
        return (origin, ids[0]);
    }

    private static async Task<ResidentSet> FillUpAsync(IAddressSpace space)
    {
        while (true)
        {
            await space.AppendAsync([MemoryBench.Message(string.Join(' ', Enumerable.Repeat("filler", 20)))]);
            if (await space.PrepareAsync(new PrepareRequest(0)) is { Evicted.Count: > 0 } resident)
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
}
