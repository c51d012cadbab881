using Xunit;

namespace AiOs;

/// <summary>A restore that fails or is called off leaves the name free, and one that comes through is whole.</summary>
public sealed class FailedRestoreTests
{
    private static AddressSpaceOptions Options { get; } = MemoryBench.Options() with { PinsStandingStatements = true };

    [Fact]
    public async Task WhereverARestoreFails_TheNameIsFree()
    {
        var store = new FailingPageStore();
        var bench = new MemoryBench(store);
        await using var origin = await FillAsync(bench);
        var snapshot = await origin.SnapshotAsync();
        int failures = 0;
        for (bool hasFailed = true; hasFailed; failures += hasFailed ? 1 : 0)
        {
            string name = $"fork-{failures}";
            store.FailAt = failures + 1;
            var error = await Record.ExceptionAsync(async () => await (await bench.Pager.RestoreAsync(snapshot, name, Options)).DisposeAsync());
            hasFailed = store.FailAt == 0;
            store.FailAt = 0;
            Assert.Equal(hasFailed, error is IOException);
            if (hasFailed)
            {
                await using var fork = await bench.Pager.RestoreAsync(snapshot, name, Options);
                Assert.Equal(IdsOf(origin), IdsOf(fork));
            }
        }

        Assert.True(failures > snapshot.Pages.Count, "Each reading of a page can fail.");
    }

    [Fact]
    public async Task ARestoreThatIsCalledOff_LeavesTheNameFree_AndTooLateItIsDone()
    {
        var store = new HookedPageStore();
        var bench = new MemoryBench(store);
        await using var origin = await FillAsync(bench);
        var snapshot = await origin.SnapshotAsync();
        using var early = new CancellationTokenSource();
        store.AfterReplay = early.CancelAsync;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await bench.Pager.RestoreAsync(snapshot, "fork", Options, early.Token));
        using var late = new CancellationTokenSource();
        store.AfterAppend = late.CancelAsync;
        await using (var fork = await bench.Pager.RestoreAsync(snapshot, "fork", Options, late.Token))
        {
            Assert.Equal(IdsOf(origin), IdsOf(fork));
        }

        await Assert.ThrowsAsync<ArgumentException>(async () => await bench.Pager.RestoreAsync(snapshot, "fork", Options));
        await using var reopened = await bench.OpenAsync("fork", Options);
        Assert.Equal(IdsOf(origin), IdsOf(reopened));
    }

    private static async Task<IAddressSpace> FillAsync(MemoryBench bench)
    {
        var space = await bench.OpenAsync(options: Options);
        await space.AppendAsync([MemoryBench.Message("this stays", isPinned: true), MemoryBench.Message("Always answer in French.")]);
        for (int i = 0; i < 4; i++)
        {
            await space.AppendAsync([MemoryBench.Message($"question {i}"), MemoryBench.Exchange($"result {i}")]);
        }

        return space;
    }

    private static List<PageId> IdsOf(IAddressSpace space) => [.. space.Table.List(0, space.Table.Count).Select(static entry => entry.Id)];
}
