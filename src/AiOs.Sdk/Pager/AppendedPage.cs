namespace AiOs;

/// <summary>One page of an append, before it is stored.</summary>
/// <param name="Page">The page.</param>
/// <param name="Item">What is shown of it; null where the space's reader may not know of it.</param>
/// <param name="IsPinned">Whether the host pinned it.</param>
/// <param name="IsStanding">Whether its words are a standing statement of the user's.</param>
internal sealed record AppendedPage(Page Page, ContextItem? Item, bool IsPinned, bool IsStanding)
{
    public void AddEntries(StandingPlan plan, List<PageLogEntry> entries)
    {
        entries.Add(new PageAppended(Page, IsPinned || plan.Pins.Contains(Page.Id)));
        if (IsPinned && IsStanding)
        {
            entries.Add(new PagePinned(Page.Id, IsPinned: true)); // Said outright, so that it is not taken for a pin by rule.
        }
    }
}
