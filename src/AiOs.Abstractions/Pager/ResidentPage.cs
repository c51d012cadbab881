namespace AiOs;

/// <summary>A page in the tail of a window.</summary>
/// <param name="Id">The page.</param>
/// <param name="IsRecalled">Whether it was evicted before and brought back.</param>
public readonly record struct ResidentPage(PageId Id, bool IsRecalled)
{
    /// <summary>Gets the newer page that it is shown with as superseding it; null for none.</summary>
    public PageId? SupersededBy { get; init; }
}
