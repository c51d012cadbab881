namespace AiOs;

/// <summary>A page that a recall index found.</summary>
/// <param name="Id">The page.</param>
/// <param name="Score">How well it fits; higher is better. Comparable within one answer only.</param>
public readonly record struct RecallHit(PageId Id, double Score);
