namespace AiOs;

/// <summary>What a fault did.</summary>
/// <param name="BroughtIn">The pages now at the tail, in the order in which they stand there.</param>
/// <param name="AlreadyResident">Pages that were asked for, or found, and already stand in the window.</param>
/// <param name="LeftOut">Pages that were asked for, or found, and did not fit the fault's budget: a receipt each.</param>
public sealed record FaultResult(
    IReadOnlyList<PageId> BroughtIn, IReadOnlyList<PageId> AlreadyResident, IReadOnlyList<PageId> LeftOut);
