using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IEvictionPolicy"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class EvictionPolicyConformanceTests
{
    /// <summary>Creates the policy under test.</summary>
    protected abstract IEvictionPolicy CreatePolicy();

    [Fact]
    public virtual void Name_IsGiven() => Assert.False(string.IsNullOrWhiteSpace(CreatePolicy().Name));

    [Fact]
    public virtual void Rank_OfNothing_GivesNothing() =>
        CreatePolicy().CreateState().Rank([], new EvictionContext(0, default), []);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public virtual void Rank_GivesEveryCandidateOnce_WhateverHappenedBefore(int seed)
    {
        var random = new Random(seed);
        var state = CreatePolicy().CreateState();
        var resident = new List<int>();
        for (int tick = 1; tick <= 400; tick++)
        {
            Happen(state, resident, random, tick);
            AssertPermutation(state, resident, random, tick);
        }
    }

    [Fact]
    public virtual void Rank_TheSameHistory_GivesTheSameOrder()
    {
        int[] Run()
        {
            var random = new Random(7);
            var state = CreatePolicy().CreateState();
            var resident = new List<int>();
            for (int tick = 1; tick <= 300; tick++)
            {
                Happen(state, resident, random, tick);
            }

            return Rank(state, resident, 301, default);
        }

        Assert.Equal(Run(), Run());
    }

    [Fact]
    public virtual void Rank_OfPagesNobodyEverReported_StillGivesThemAll() =>
        Assert.Equal([0, 1, 2], Rank(CreatePolicy().CreateState(), [10, 11, 12], 5, default).Order());

    [Fact]
    public virtual void States_KnowNothingOfEachOther()
    {
        var policy = CreatePolicy();
        var used = policy.CreateState();
        for (int tick = 1; tick <= 20; tick++)
        {
            used.Record(IdOf(tick % 5), tick < 6 ? PageAccess.Appended : PageAccess.Faulted, tick);
        }

        List<int> pages = [0, 1, 2, 3, 4];
        Assert.Equal(Rank(policy.CreateState(), pages, 21, default), Rank(CreatePolicy().CreateState(), pages, 21, default));
    }

    [Fact]
    public virtual void Record_OfAnErasedPage_LeavesNothingBehind()
    {
        var policy = CreatePolicy();
        var erased = policy.CreateState();
        erased.Record(IdOf(9), PageAccess.Appended, 1);
        erased.Record(IdOf(9), PageAccess.Faulted, 2);
        erased.Record(IdOf(9), PageAccess.Erased, 3);
        var fresh = policy.CreateState();
        List<int> pages = [0, 1, 9];
        for (int i = 0; i < pages.Count; i++)
        {
            erased.Record(IdOf(pages[i]), PageAccess.Appended, 10 + i);
            fresh.Record(IdOf(pages[i]), PageAccess.Appended, 10 + i);
        }

        Assert.Equal(Rank(fresh, pages, 20, default), Rank(erased, pages, 20, default));
    }

    private static void Happen(IEvictionState state, List<int> resident, Random random, int tick)
    {
        int page = random.Next(30);
        var access = (PageAccess)random.Next(5);
        bool isResident = resident.Contains(page);
        switch (access)
        {
            case PageAccess.Appended or PageAccess.Prefetched or PageAccess.Faulted when !isResident:
                resident.Add(page);
                break;
            case PageAccess.Evicted or PageAccess.Erased:
                resident.Remove(page);
                break;
            default:
                break;
        }

        state.Record(IdOf(page), access, tick);
    }

    private static void AssertPermutation(IEvictionState state, List<int> resident, Random random, int tick)
    {
        float[] relevance = [.. resident.Select(_ => random.NextSingle())];
        int[] order = Rank(state, resident, tick, tick % 2 == 0 ? relevance : default(ReadOnlyMemory<float>));
        Assert.Equal(Enumerable.Range(0, resident.Count), order.Order());
    }

    private static int[] Rank(IEvictionState state, List<int> pages, long tick, ReadOnlyMemory<float> relevance)
    {
        EvictionCandidate[] candidates =
            [.. pages.Select((page, i) => new EvictionCandidate(IdOf(page), (PageKind)(page % 3), 10 + page, i, page % 4 == 0))];
        int[] order = new int[pages.Count];
        Array.Fill(order, -1);
        state.Rank(candidates, new EvictionContext(tick, relevance), order);
        return order;
    }

    private static PageId IdOf(int page) => PageId.Of(BitConverter.GetBytes(page));
}
