using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>Two pages that differ in one thing only: that thing decides.</summary>
public sealed class CostAwareEvictionPolicyTests
{
    private readonly IEvictionState _state = new CostAwareEvictionPolicy().CreateState();

    [Fact]
    public void OfPagesThatAreAlike_TheLargerLeavesFirst()
    {
        var inputs = from kind in Gen.Elements(PageKind.Message, PageKind.Document, PageKind.Summary)
                     from small in Gen.Choose(1, 500)
                     from more in Gen.Choose(1, 500)
                     select (kind, small, more);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var (small, large) = (Of(0, input.kind, input.small), Of(1, input.kind, input.small + input.more));
            AssertFirst(new CostAwareEvictionPolicy().CreateState(), 10, small, large, first: 1);
        }).Check(Seeded.Config);
    }

    [Fact]
    public void ALargeToolResult_LeavesBeforeEveryMessage_HoweverFreshItIs()
    {
        var inputs = from age in Gen.Choose(0, 2_000) from tokens in Gen.Choose(1, 60) from result in Gen.Choose(1_000, 50_000) select (age, tokens, result);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var state = new CostAwareEvictionPolicy().CreateState();
            state.Record(EvictionBench.IdOf(0), PageAccess.Appended, 1);
            state.Record(EvictionBench.IdOf(1), PageAccess.Appended, 1 + input.age);
            AssertFirst(state, 1 + input.age, Of(0, PageKind.Message, input.tokens), Of(1, PageKind.ToolExchange, input.result), first: 1);
        }).Check(Seeded.Config);
    }

    [Fact]
    public void WhatWasUsedLater_LeavesLater()
    {
        long tick = EvictionBench.Record(_state, 1, PageAccess.Appended, 0, 1);
        AssertFirst(_state, tick, Of(0), Of(1), first: 0);
    }

    [Fact]
    public void WhatWasAskedForMoreOften_LeavesLater()
    {
        EvictionBench.Record(_state, 1, PageAccess.Appended, 0, 1);
        _state.Record(EvictionBench.IdOf(0), PageAccess.Faulted, 2);
        _state.Record(EvictionBench.IdOf(0), PageAccess.Faulted, 3);
        _state.Record(EvictionBench.IdOf(1), PageAccess.Appended, 3);
        AssertFirst(_state, 4, Of(0), Of(1), first: 1);
    }

    [Fact]
    public void WhatFitsTheOpenQuestion_LeavesLater()
    {
        EvictionBench.Record(_state, 1, PageAccess.Appended, 0, 1);
        EvictionCandidate[] candidates = [Of(0), Of(1)];
        Assert.Equal([1, 0], EvictionBench.Rank(_state, 3, candidates, new[] { 1f, 0f }));
        Assert.Equal([0, 1], EvictionBench.Rank(_state, 3, candidates, new[] { 0f, 1f }));
    }

    [Fact]
    public void UsesOfAPageThatWasEvicted_StillCountOnceItIsBack()
    {
        EvictionBench.Record(_state, 1, PageAccess.Appended, 0, 1);
        EvictionBench.Record(_state, 3, PageAccess.Faulted, 0, 0, 0);
        EvictionBench.Record(_state, 6, PageAccess.Evicted, 0, 1);
        _state.Record(EvictionBench.IdOf(0), PageAccess.Faulted, 8);
        _state.Record(EvictionBench.IdOf(1), PageAccess.Faulted, 8);
        AssertFirst(_state, 9, Of(0), Of(1), first: 1);
    }

    [Fact]
    public void WhatIsWorthTheSame_LeavesInTheOrderInWhichItStands()
    {
        EvictionCandidate[] candidates = [Of(0) with { Position = 7 }, Of(1) with { Position = 3 }, Of(2) with { Position = 5 }];
        Assert.Equal([1, 2, 0], EvictionBench.Rank(_state, 1, candidates));
    }

    private static EvictionCandidate Of(int page, PageKind kind = PageKind.Message, int tokens = 10) =>
        new(EvictionBench.IdOf(page), kind, tokens, page, false);

    private static void AssertFirst(IEvictionState state, long tick, EvictionCandidate a, EvictionCandidate b, int first)
    {
        Assert.Equal(first, EvictionBench.Rank(state, tick, [a, b])[0]);
        Assert.Equal(1 - first, EvictionBench.Rank(state, tick, [b, a])[0]); // Whatever order they are given in.
    }
}
