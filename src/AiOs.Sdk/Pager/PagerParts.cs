namespace AiOs;

/// <summary>What every address space of a pager works with.</summary>
internal sealed record PagerParts(
    IPageStore Store, IContextWindow Window, IEvictionPolicy Policy, IRecallIndexFactory Recall, TimeProvider Time)
{
    public required ISharedBlocks Blocks { get; init; }

    /// <summary>Gets what summaries are made with; null for none.</summary>
    public SummaryParts? Summaries { get; init; }
}
