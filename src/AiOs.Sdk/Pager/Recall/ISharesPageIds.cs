namespace AiOs;

/// <summary>An index that can look ids up in the page table of its space instead of keeping them again.</summary>
internal interface ISharesPageIds
{
    /// <summary>Says where the ids are. Before the first page is added.</summary>
    /// <param name="ids">The ids of the space by position. A page is there before it is added here, and until after it was removed here.</param>
    void ShareIds(PageIdIndex ids);
}
