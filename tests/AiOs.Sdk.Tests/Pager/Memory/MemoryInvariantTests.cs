using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>Every memory invariant of docs/ARCHITECTURE.md, under random commands, with every eviction policy.</summary>
public sealed class MemoryInvariantTests
{
    public static TheoryData<string> Policies => ["lru", "lru-2", "arc", "s3-fifo", "cost-aware"];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Memory_KeepsItsInvariants(string policy) => CheckAll(policy, MemoryBench.Options(), 150);

    [Fact]
    public void Memory_KeepsItsInvariants_InATinyWindow() => CheckAll("cost-aware", MemoryBench.Options(160, 20), 150);

    [Fact]
    public void Memory_KeepsItsInvariants_InALargeWindow() => CheckAll("cost-aware", MemoryBench.Options(4_000, 100), 60);

    // Whatever of a command the store refuses: a page is there or not, and one that the store has forgotten shows nowhere.
    [Theory]
    [InlineData(400)]
    [InlineData(160)]
    public void Memory_KeepsItsInvariants_WhileItsStoreFails(int windowTokens) =>
        CheckAll("cost-aware", MemoryBench.Options(windowTokens, 20), 150, failures: 8);

    internal static IEvictionPolicy PolicyOf(string name) => name switch
    {
        "lru" => new LruEvictionPolicy(),
        "lru-2" => new LruKEvictionPolicy(),
        "arc" => new ArcEvictionPolicy(),
        "s3-fifo" => new S3FifoEvictionPolicy(),
        _ => new CostAwareEvictionPolicy(),
    };

    private static void CheckAll(string policy, AddressSpaceOptions options, int runs, int failures = 0)
    {
        // Rendering and appending are what happens most; the rest comes in between.
        var actions = Gen.Frequency(
            [
                (8, Gen.Constant(MemoryAction.Append)),
                (3, Gen.Constant(MemoryAction.AppendExchange)),
                (6, Gen.Constant(MemoryAction.Render)),
                (8, Gen.Choose(2, 11).Select(number => (MemoryAction)number)),
                (failures, Gen.Constant(MemoryAction.Fail)),
            ]);
        var commands = actions.Zip(Gen.Choose(0, 1_000), (action, number) => new MemoryCommand(action, number)).ListOf();
        var property = Prop.ForAll(commands.ToArbitrary(), list => Run(list, policy, options));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(runs).WithEndSize(60).WithReplay(20_301, 7), property);
    }

    // Nothing in the bench ever waits, so the task is complete when it is given back.
    private static void Run(IEnumerable<MemoryCommand> commands, string policy, AddressSpaceOptions options)
    {
        var store = new FailingPageStore();
        var run = new MemoryModel(new MemoryBench(store, PolicyOf(policy)), store, options).RunAsync(commands);
        Assert.True(run.IsCompleted);
        if (run.Exception is { } failure)
        {
            throw failure;
        }
    }
}
