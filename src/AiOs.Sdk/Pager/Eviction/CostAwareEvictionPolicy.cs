namespace AiOs;

/// <summary>The default: evicts what is worth least for the tokens it takes, large tool results before all else.</summary>
/// <remarks>
/// <para>
/// The worth of a page is the sum of how recently it was used (halving with every 64 uses of anything), how often (logarithmically;
/// uses of a page that was evicted and came back still count), what it is, and how well it fits the open goal. The page with the least
/// worth for the root of its tokens leaves first: a page twice as large must be worth 1.4 times as much.
/// </para>
/// <para>
/// Source of the idea: Cao and Irani, "Cost-aware WWW proxy caching algorithms", USITS 1997 (GreedyDual-Size), with the ghost list
/// of ARC.
/// </para>
/// </remarks>
public sealed class CostAwareEvictionPolicy : IEvictionPolicy
{
    /// <inheritdoc/>
    public string Name => "cost-aware";

    /// <inheritdoc/>
    public IEvictionState CreateState() => new CostAwareEvictionState();
}
