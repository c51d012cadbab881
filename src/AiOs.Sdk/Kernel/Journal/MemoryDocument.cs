namespace AiOs;

/// <summary>The settings of a process's memory as a journal keeps them.</summary>
internal sealed record MemoryDocument(
    double HighWatermark,
    double LowWatermark,
    double FaultShare,
    double DigestShare,
    int PrefetchPages,
    string? Reader,
    int WindowTokens,
    int ReserveTokens,
    IReadOnlyList<string>? SharedBlocks = null)
{
    public static MemoryDocument From(AddressSpaceOptions options) => new(
        options.HighWatermark,
        options.LowWatermark,
        options.FaultShare,
        options.DigestShare,
        options.PrefetchPages,
        options.Reader,
        options.Budget.WindowTokens,
        options.Budget.ReserveTokens,
        options.SharedBlocks);

    public AddressSpaceOptions ToOptions() => new()
    {
        HighWatermark = HighWatermark,
        LowWatermark = LowWatermark,
        FaultShare = FaultShare,
        DigestShare = DigestShare,
        PrefetchPages = PrefetchPages,
        Reader = Reader,
        SharedBlocks = SharedBlocks ?? [],
        Budget = new ContextBudget(WindowTokens, ReserveTokens),
    };
}
