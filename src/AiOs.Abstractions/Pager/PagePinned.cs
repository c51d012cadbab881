namespace AiOs;

/// <summary>A page was pinned or unpinned.</summary>
/// <param name="PageId">The page.</param>
/// <param name="IsPinned">Whether it is pinned from now on.</param>
public sealed record PagePinned(PageId PageId, bool IsPinned) : PageLogEntry(PageId);
