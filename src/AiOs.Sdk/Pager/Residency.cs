namespace AiOs;

/// <summary>Which pages of one address space stand in the window, and what that takes.</summary>
/// <remarks>Threads: one at a time, as the address space sees to.</remarks>
internal sealed class Residency
{
    private readonly PagerCounters _counters;
    private readonly IEvictionState _policy;
    private readonly ContextBudget _budget;
    private long _tick;

    public Residency(IContextWindow window, AddressSpaceOptions options, IEvictionPolicy policy, PagerCounters counters)
    {
        Window = window;
        Options = options;
        Table = new PageTable(counters);
        _counters = counters;
        _policy = policy.CreateState();
        _budget = options.Budget;
        Standing = new StandingPins(this);
    }

    public IContextWindow Window { get; }

    public AddressSpaceOptions Options { get; }

    public PageTable Table { get; }

    public Summaries Summaries { get; } = new();

    public Layout Layout { get; } = new();

    public StandingPins Standing { get; }

    /// <summary>Gets how many pages, digests aside, are not in the window.</summary>
    public int EvictedCount { get; private set; }

    public bool IsResident(int position) => Table.RowAt(position).IsResident;

    /// <summary>Renders a page, marked as superseded where the newer page is still known.</summary>
    public ContextItem Render(Page page, bool isRecalled, PageId? supersededBy)
    {
        var item = Window.CreateItem(page, isRecalled);
        return isRecalled && supersededBy is { } newer && Table.Find(newer) is >= 0 and var position
            ? SupersededMark.On(item, newer, Table.RowAt(position).Time, Window.Counter)
            : item;
    }

    /// <summary>Adds a page to the table; it is not resident yet.</summary>
    public int AddRow(Page page, bool isPinned)
    {
        int position = Table.Add(page, isPinned);
        if (page.Kind == PageKind.Summary)
        {
            Summaries.Add(position, Table.FindAll(page.Covers), string.Equals(page.Source, DigestWriter.Source, StringComparison.Ordinal));
        }
        else
        {
            EvictedCount++;
        }

        return position;
    }

    /// <summary>Makes a page resident at the tail, or among the pinned ones while nothing was given out.</summary>
    public void Enter(int position, ContextItem item, PageAccess access)
    {
        if (EvictionPlan.IsQuestion(item))
        {
            Layout.Awaited.BeginQuestion();
        }

        // The newest message ends the request, pinned or not: elsewhere it would stand before what was said earlier.
        bool isNewest = access == PageAccess.Appended && EvictionPlan.IsQuestion(item);
        Layout.Append(item, Table.RowAt(position).IsPinned && !isNewest);
        MarkResident(position, item);
        Record(item.Page.Id, access);
        UpdateCounters();
    }

    public void Record(PageId id, PageAccess access) => _policy.Record(id, access, ++_tick);

    public void Rank(ReadOnlySpan<EvictionCandidate> candidates, ReadOnlyMemory<float> relevance, Span<int> order) =>
        _policy.Rank(candidates, new EvictionContext(_tick, relevance), order);

    /// <summary>Lays the window out anew; pages that leave it are marked as evicted.</summary>
    public void Replace(
        IReadOnlyList<ContextItem> pinned,
        ContextItem? digest,
        IReadOnlyList<ContextItem> tail,
        IReadOnlyList<ContextItem> leaving,
        bool beginsEpoch)
    {
        foreach (var item in leaving)
        {
            int position = Table.Find(item.Page.Id);
            Table.SetResident(position, isResident: false, item.Tokens);
            EvictedCount += item.Page.Kind == PageKind.Summary ? 0 : 1;
            Layout.Awaited.Remove(item.Page.Id);
            Record(item.Page.Id, PageAccess.Evicted);
        }

        Layout.Replace(pinned, digest, tail, beginsEpoch);
        UpdateCounters();
    }

    /// <summary>Forgets a page that was erased. Whoever calls this lays out the window without it.</summary>
    public void Erase(int position)
    {
        var row = Table.RowAt(position);
        if (row.Kind == PageKind.Summary)
        {
            Summaries.Remove(position);
        }
        else if (!row.IsResident)
        {
            EvictedCount--;
        }

        Standing.Remove(position);
        Layout.Awaited.Remove(Table.IdAt(position));
        Record(Table.IdAt(position), PageAccess.Erased);
        Table.Erase(position);
    }

    /// <summary>Tells whether counted tokens, margin included, take more than a share of what a request may take.</summary>
    public bool Exceeds(long countedTokens, double share) =>
        Math.Ceiling(countedTokens * (1 + Window.Counter.Margin)) > share * _budget.RequestTokens;

    /// <summary>Gives how many counted tokens fit a share of what a request may take.</summary>
    public int CountedShare(double share) => (int)(share * _budget.RequestTokens / (1 + Window.Counter.Margin));

    private void MarkResident(int position, ContextItem item)
    {
        Table.SetResident(position, isResident: true, item.Tokens);
        EvictedCount -= item.Page.Kind == PageKind.Summary ? 0 : 1;
    }

    private void UpdateCounters() => _counters.Resident(Layout.Count, Layout.Tokens);
}
