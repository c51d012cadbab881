namespace AiOs;

/// <summary>Something that happened to a page, for a policy to learn from.</summary>
public sealed record EvictionEvent(int Page, PageAccess Access)
{
    public bool IsUse => Access is PageAccess.Appended or PageAccess.Prefetched or PageAccess.Faulted;
}
