namespace AiOs;

/// <summary>Brings pages back into the window: those named, or those that a query finds, as far as the fault's budget goes.</summary>
internal sealed class FaultHandler(IPageStore store, Residency residency, RecallFeed recall, PagerCounters counters)
{
    private const int MaxSummaries = 2; // Of one answer.
    private static readonly FaultResult Nothing = new([], [], []);

    public async ValueTask<FaultResult> FaultAsync(FaultRequest request, CancellationToken cancellationToken)
    {
        if ((request.Ids is null) == (request.Query is null))
        {
            throw new ArgumentException("A fault names pages or gives a query: exactly one of both.", nameof(request));
        }

        if (request.IsPrefetch && residency.EvictedCount == 0)
        {
            return Nothing; // Everything is in the window already.
        }

        var wanted = request.Ids is { } ids
            ? FindPositions(ids).ConvertAll(static position => (position, (PageId?)null))
            : await SearchAsync(request.Query!, cancellationToken).ConfigureAwait(false);
        return await BringInAsync(wanted, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a page that is not resident, and renders it.</summary>
    /// <exception cref="PageNotFoundException">Somebody erased it from the store.</exception>
    public async ValueTask<ContextItem> ReadItemAsync(
        int position, bool isRecalled, PageId? supersededBy, CancellationToken cancellationToken) =>
        await FindItemAsync(position, isRecalled, supersededBy, cancellationToken).ConfigureAwait(false) ?? throw NotFound(residency.Table.IdAt(position));

    /// <summary>Reads a page that is not resident, and renders it; null where another space has erased it, and this one is about to be told.</summary>
    public async ValueTask<ContextItem?> FindItemAsync(
        int position, bool isRecalled, PageId? supersededBy, CancellationToken cancellationToken)
    {
        var page = await store.ReadAsync(residency.Table.IdAt(position), cancellationToken).ConfigureAwait(false);
        return page is null ? null : residency.Render(page, isRecalled, supersededBy);
    }

    public static PageNotFoundException NotFound(PageId id) =>
        new(id.ToString(), "It was erased, or belongs to another address space. List the page table for what there is.");

    private List<int> FindPositions(IReadOnlyList<PageId> ids)
    {
        var positions = new List<int>(ids.Count);
        foreach (var id in ids)
        {
            int position = residency.Table.Find(id);
            if (position < 0)
            {
                throw NotFound(id);
            }

            positions.Add(position);
        }

        return [.. positions.Distinct()];
    }

    private async ValueTask<List<(int Position, PageId? SupersededBy)>> SearchAsync(RecallQuery query, CancellationToken cancellationToken)
    {
        query = query with { Reader = residency.Options.Reader };
        var hits = await recall.SearchAsync(query, cancellationToken).ConfigureAwait(false);

        // Behind every page and within the limit, so that a summary only takes room which no page that was found could use.
        int room = Math.Min(MaxSummaries, query.Limit - hits.Count);
        var summaries = room <= 0
            ? []
            : await recall.SearchSummariesAsync(query with { Limit = room }, cancellationToken).ConfigureAwait(false);
        var found = new List<(int, PageId?)>(hits.Count + summaries.Count);
        foreach (var hit in hits.Concat(summaries))
        {
            if (residency.Table.Find(hit.Id) is >= 0 and var position)
            {
                found.Add((position, hit.SupersededBy));
            }
        }

        return found;
    }

    private async ValueTask<FaultResult> BringInAsync(
        List<(int Position, PageId? SupersededBy)> wanted, FaultRequest request, CancellationToken cancellationToken)
    {
        long left = request.BudgetTokens ?? residency.CountedShare(residency.Options.FaultShare);
        var brought = new List<(int Position, ContextItem Item)>();
        var resident = new List<PageId>();
        var leftOut = new List<PageId>();
        foreach (var (position, supersededBy) in wanted)
        {
            var id = residency.Table.IdAt(position);
            if (residency.IsResident(position))
            {
                resident.Add(id);
                continue;
            }

            if (IsKnownTooLarge(position, left))
            {
                leftOut.Add(id);
                continue;
            }

            var item = await FindItemAsync(position, isRecalled: true, supersededBy, cancellationToken).ConfigureAwait(false);
            if (item is null)
            {
                if (request.Ids is not null)
                {
                    throw NotFound(id);
                }
            }
            else if (item.Tokens > left)
            {
                leftOut.Add(id);
            }
            else
            {
                left -= item.Tokens;
                brought.Add((position, item));
            }
        }

        // Chosen by rank, laid out by time: a reader follows what happened in the order in which it happened.
        brought.Sort(static (a, b) => a.Position.CompareTo(b.Position));
        Enter(brought, resident, request.IsPrefetch);
        Await(wanted, brought, request.IsPrefetch);
        return new FaultResult([.. brought.Select(static b => b.Item.Page.Id)], resident, leftOut);
    }

    // In the order in which they matter. To whoever asked, what is new comes first, since what is resident was there to be seen before. Before a
    // question nobody has seen anything, and the best find may be one that is resident.
    private void Await(List<(int Position, PageId? SupersededBy)> wanted, List<(int Position, ContextItem Item)> brought, bool isPrefetch)
    {
        int rank = 0;
        foreach (var (position, _) in wanted)
        {
            if (!isPrefetch && residency.IsResident(position) && IsAmong(brought, position))
            {
                residency.Layout.Awaited.Add(residency.Table.IdAt(position), rank++);
            }
        }

        foreach (var (position, _) in wanted)
        {
            if (residency.IsResident(position) && (isPrefetch || !IsAmong(brought, position)))
            {
                residency.Layout.Awaited.Add(residency.Table.IdAt(position), rank++);
            }
        }
    }

    private static bool IsAmong(List<(int Position, ContextItem Item)> brought, int position)
    {
        foreach (var (known, _) in brought)
        {
            if (known == position)
            {
                return true;
            }
        }

        return false;
    }

    // A page without its header takes at least half of what it took when it was last rendered; reading it would be in vain.
    private bool IsKnownTooLarge(int position, long leftTokens) => residency.Table.RowAt(position).Tokens / 2 > leftTokens;

    private void Enter(List<(int Position, ContextItem Item)> brought, List<PageId> resident, bool isPrefetch)
    {
        var access = isPrefetch ? PageAccess.Prefetched : PageAccess.Faulted;
        foreach (var (position, item) in brought)
        {
            residency.Enter(position, item, access);
        }

        foreach (var id in resident)
        {
            residency.Record(id, access);
        }

        counters.Faulted(brought.Count, isPrefetch);
    }
}
