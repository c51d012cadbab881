namespace AiOs;

/// <summary>A page that a recall index found.</summary>
/// <param name="Id">The page.</param>
/// <param name="Score">How well it fits; higher is better. Comparable within one answer only.</param>
public readonly record struct RecallHit(PageId Id, double Score)
{
    /// <summary>Gets a newer page of the same answer that seems to say otherwise by now; null for none. Both stay.</summary>
    public PageId? SupersededBy { get; init; }
}
