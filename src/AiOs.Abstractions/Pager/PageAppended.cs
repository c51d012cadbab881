namespace AiOs;

/// <summary>A page was appended to the space.</summary>
/// <param name="Page">The page.</param>
/// <param name="IsPinned">Whether it was pinned from the start.</param>
public sealed record PageAppended(Page Page, bool IsPinned) : PageLogEntry(Page.Id);
