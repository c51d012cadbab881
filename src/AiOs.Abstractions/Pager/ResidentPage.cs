namespace AiOs;

/// <summary>A page in the tail of a window.</summary>
/// <param name="Id">The page.</param>
/// <param name="IsRecalled">Whether it was evicted before and brought back.</param>
public readonly record struct ResidentPage(PageId Id, bool IsRecalled);
