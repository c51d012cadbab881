namespace AiOs;

/// <summary>A resident page that may leave.</summary>
/// <param name="Id">The page.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Tokens">What it takes in the window.</param>
/// <param name="Position">Its place in the space, counted from 0 in the order of the appends.</param>
/// <param name="IsRecalled">Whether it was evicted before and is back.</param>
public readonly record struct EvictionCandidate(PageId Id, PageKind Kind, int Tokens, long Position, bool IsRecalled);
