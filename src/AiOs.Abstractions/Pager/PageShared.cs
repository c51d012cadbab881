namespace AiOs;

/// <summary>A page that the store already holds was added to the space, as when a process forks.</summary>
/// <param name="PageId">The page.</param>
/// <param name="IsPinned">Whether it is pinned.</param>
/// <remarks>A replay gives it back as <see cref="PageAppended"/>.</remarks>
public sealed record PageShared(PageId PageId, bool IsPinned) : PageLogEntry(PageId);
