using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>What LRU and LRU-2 order, against looking through everything that happened.</summary>
public sealed class RecencyPoliciesTests
{
    private static readonly Gen<EvictionEvent[]> History =
        (from page in Gen.Choose(0, 7) from access in Gen.Elements(Enum.GetValues<PageAccess>()) select new EvictionEvent(page, access)).ArrayOf();

    [Fact]
    public void Lru_EvictsWhatWasNotUsedForLongest() => Check(new LruEvictionPolicy(), static (events, page) =>
    {
        // An eviction or an erasure ends what is known of a page.
        int left = Array.FindLastIndex(events, e => e.Page == page && e.Access is PageAccess.Evicted or PageAccess.Erased);
        int used = Array.FindLastIndex(events, e => e.Page == page && e.IsUse);
        return (used > left ? used + 1 : 0, 0);
    });

    [Fact]
    public void LruTwo_EvictsWhatWasUsedTwiceTheLongestAgo() => Check(new LruKEvictionPolicy(), static (events, page) =>
    {
        // What was evicted is remembered, what was erased is not.
        int erased = Array.FindLastIndex(events, e => e.Page == page && e.Access == PageAccess.Erased);
        int last = Array.FindLastIndex(events, e => e.Page == page && e.IsUse);
        int beforeLast = last <= 0 ? -1 : Array.FindLastIndex(events, last - 1, e => e.Page == page && e.IsUse);
        return (beforeLast > erased ? beforeLast + 1 : 0, last > erased ? last + 1 : 0);
    });

    private static void Check(IEvictionPolicy policy, Func<EvictionEvent[], int, (int First, int Second)> keyOf) =>
        Prop.ForAll(History.ToArbitrary(), events =>
        {
            var state = policy.CreateState();
            for (int i = 0; i < events.Length; i++)
            {
                state.Record(EvictionBench.IdOf(events[i].Page), events[i].Access, i + 1);
            }

            int[] pages = [3, 1, 4, 0, 5, 2];
            int[] expected = [.. pages.OrderBy(page => keyOf(events, page)).ThenBy(page => Array.IndexOf(pages, page))];
            Assert.Equal(expected, EvictionBench.Rank(state, events.Length + 1, pages));
        }).Check(Seeded.Config);
}
