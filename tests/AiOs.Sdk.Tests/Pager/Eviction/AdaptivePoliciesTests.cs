using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>What ARC and S3-FIFO are for: pages that are read once push out nobody, and an eviction that came too early is learned from.</summary>
public sealed class AdaptivePoliciesTests
{
    [Theory]
    [InlineData("lru-2")]
    [InlineData("arc")]
    [InlineData("s3-fifo")]
    public void AScan_PushesOutNothingThatWasUsedAgain(string name)
    {
        var inputs = from hot in Gen.Choose(1, 8) from scanned in Gen.Choose(3, 40) select (hot, scanned);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var state = PolicyOf(name).CreateState();
            int[] hot = [.. Enumerable.Range(0, input.hot)];
            int[] scan = [.. Enumerable.Range(100, input.scanned)];
            long tick = EvictionBench.Record(state, 1, PageAccess.Appended, hot);
            tick = EvictionBench.Record(state, tick, PageAccess.Faulted, hot);
            tick = EvictionBench.Record(state, tick, PageAccess.Faulted, hot);
            tick = EvictionBench.Record(state, tick, PageAccess.Appended, scan);

            // S3-FIFO lets a tenth of the pages be new ones before it looks at the others.
            int first = name == "s3-fifo" ? input.scanned - ((input.hot + input.scanned) / 10) : input.scanned;
            int[] order = EvictionBench.Rank(state, tick, [.. hot, .. scan]);
            Assert.Equal(scan.Take(first), order.Take(first));
        }).Check(Seeded.Config);
    }

    [Theory]
    [InlineData("arc")]
    [InlineData("s3-fifo")]
    public void WhatIsMissedSoonAfterItsEviction_StaysLongerThanWhatIsNew(string name)
    {
        var state = PolicyOf(name).CreateState();
        long tick = EvictionBench.Record(state, 1, PageAccess.Appended, 1);
        tick = EvictionBench.Record(state, tick, PageAccess.Evicted, 1);
        tick = EvictionBench.Record(state, tick, PageAccess.Faulted, 1);
        tick = EvictionBench.Record(state, tick, PageAccess.Appended, 2, 3, 4);
        Assert.Equal([2, 3], EvictionBench.Rank(state, tick, 1, 2, 3, 4)[..2]); // ARC lets one new page stay for each that was missed.
    }

    [Fact]
    public void Arc_KeepsMoreThatWasUsedOnce_AfterItMissedSuch_AndFewerAfterItMissedOthers()
    {
        var state = new ArcEvictionPolicy().CreateState();
        long tick = EvictionBench.Record(state, 1, PageAccess.Appended, 1, 2, 3);
        tick = EvictionBench.Record(state, tick, PageAccess.Faulted, 1, 2, 3); // Used more than once.
        tick = EvictionBench.Record(state, tick, PageAccess.Appended, 10, 11, 12);
        Assert.Equal([10, 11, 12, 1, 2, 3], EvictionBench.Rank(state, tick, 1, 2, 3, 10, 11, 12));

        // Two that were used once and were evicted come back: two of their kind deserve to stay, and what is used more than once leaves before them.
        tick = EvictionBench.Record(state, tick, PageAccess.Appended, 20, 21);
        tick = EvictionBench.Record(state, tick, PageAccess.Evicted, 20, 21);
        tick = EvictionBench.Record(state, tick, PageAccess.Faulted, 20, 21);
        Assert.Equal([10, 1, 2, 3, 20, 21, 11, 12], EvictionBench.Rank(state, tick, 1, 2, 3, 10, 11, 12, 20, 21));

        // Two of the others come back: one place less for each.
        tick = EvictionBench.Record(state, tick, PageAccess.Evicted, 1, 2);
        tick = EvictionBench.Record(state, tick, PageAccess.Faulted, 1, 2);
        Assert.Equal([10, 11, 12, 3, 20, 21, 1, 2], EvictionBench.Rank(state, tick, 1, 2, 3, 10, 11, 12, 20, 21));
    }

    [Fact]
    public void S3Fifo_GivesAPageThatWasUsed_AnotherRound()
    {
        var state = new S3FifoEvictionPolicy().CreateState();
        long tick = EvictionBench.Record(state, 1, PageAccess.Appended, 1, 2, 3);
        tick = EvictionBench.Record(state, tick, PageAccess.Evicted, 1, 2, 3);
        tick = EvictionBench.Record(state, tick, PageAccess.Faulted, 1, 2, 3); // Known by their ghosts: all in the main queue now.
        Assert.Equal([1, 2, 3], EvictionBench.Rank(state, tick, 3, 2, 1));
        tick = EvictionBench.Record(state, tick, PageAccess.Faulted, 1, 1, 2);
        Assert.Equal([3, 2, 1], EvictionBench.Rank(state, tick, 3, 2, 1));
    }

    private static IEvictionPolicy PolicyOf(string name) =>
        ((IEvictionPolicy[])[new LruKEvictionPolicy(), new ArcEvictionPolicy(), new S3FifoEvictionPolicy()]).Single(policy => policy.Name == name);
}
