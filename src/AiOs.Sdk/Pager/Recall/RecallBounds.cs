namespace AiOs;

/// <summary>Which pages a query allows to be found.</summary>
internal sealed class RecallBounds(RecallStore store, RecallQuery query)
{
    private readonly HashSet<PageId>? _among = query.Among?.ToHashSet();

    public bool IsWanted(int page)
    {
        long ticks = store.Documents[page].UtcTicks;
        return (query.From is null || ticks >= query.From.Value.UtcTicks)
            && (query.To is null || ticks < query.To.Value.UtcTicks)
            && _among?.Contains(store.Ids[page]) != false
            && query.Filter?.Invoke(store.Ids[page]) != false;
    }
}
