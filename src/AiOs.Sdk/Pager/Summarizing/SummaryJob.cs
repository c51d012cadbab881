namespace AiOs;

/// <summary>One summary to be made: of which pages, and what came of it.</summary>
/// <param name="positions">The pages it will cover, in order.</param>
/// <param name="pages">Their ids.</param>
/// <param name="elsewhere">The ids of pages to compare with.</param>
internal sealed class SummaryJob(int[] positions, PageId[] pages, PageId[] elsewhere)
{
    public int[] Positions { get; } = positions;

    public PageId[] Pages { get; } = pages;

    public PageId[] Elsewhere { get; } = elsewhere;

    /// <summary>Gets or sets how often it failed.</summary>
    public int Failures { get; set; }

    /// <summary>Gets or sets a value indicating whether a page of it was erased while it was being made.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Gets or sets what was made, to become a page.</summary>
    public PageDraft? Draft { get; set; }

    /// <summary>Gets or sets the page, once: stored twice because the store said that it failed, it is still one.</summary>
    public Page? Page { get; set; }

    public bool Names(HashSet<PageId> ids) => Array.Exists(Pages, ids.Contains);
}
