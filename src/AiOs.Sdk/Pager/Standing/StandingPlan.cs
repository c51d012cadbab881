namespace AiOs;

/// <summary>What the standing statements of one append change.</summary>
/// <param name="Pins">The pages of the append that are pinned.</param>
/// <param name="GivingWay">The positions of older pins that become ordinary pages for them.</param>
internal sealed record StandingPlan(HashSet<PageId> Pins, IReadOnlyList<int> GivingWay)
{
    /// <summary>Gets the plan of an append that states nothing. Never changed.</summary>
    public static StandingPlan Nothing { get; } = new([], []);
}
