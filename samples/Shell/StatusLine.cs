namespace AiOs;

/// <summary>What the memory did for the last answer, on one line.</summary>
internal static class StatusLine
{
    public static string Of(Session session, ProcessUsage usage)
    {
        var memory = session.Agent.Memory.Table;
        var statistics = memory.Statistics;
        var receipt = session.Agent.LastReceipt;
        int window = receipt?.Budget.WindowTokens ?? 0;
        int used = receipt?.BoundTokens ?? 0;
        return $"window {used:N0}/{window:N0} ({(window == 0 ? 0 : 100.0 * used / window):F0} %) · "
            + $"pages {memory.Count:N0}, {statistics.ResidentPages:N0} resident · "
            + $"faults {statistics.Faults:N0}, prefetched {statistics.Prefetches:N0} · "
            + $"evictions {statistics.Evictions:N0} in {statistics.Epochs:N0} epochs · "
            + $"cached prefix {100 * session.Prefix.CachedShare:F0} % · "
            + $"tokens in {usage.InputTokens:N0}, out {usage.OutputTokens:N0} · {usage.Elapsed.TotalMilliseconds:N0} ms";
    }
}
