namespace AiOs;

/// <summary>The settings of a process's memory as a journal keeps them.</summary>
/// <remarks>What was added since the first version may be missing: then it is as it was for a process that did not ask for anything else.</remarks>
internal sealed record MemoryDocument(
    double HighWatermark,
    double LowWatermark,
    double FaultShare,
    double DigestShare,
    int PrefetchPages,
    string? Reader,
    int WindowTokens,
    int ReserveTokens,
    IReadOnlyList<string>? SharedBlocks = null,
    bool? PinsStandingStatements = null,
    double? StandingShare = null)
{
    private static AddressSpaceOptions Defaults { get; } = new();

    public static MemoryDocument From(AddressSpaceOptions options) => new(
        options.HighWatermark,
        options.LowWatermark,
        options.FaultShare,
        options.DigestShare,
        options.PrefetchPages,
        options.Reader,
        options.Budget.WindowTokens,
        options.Budget.ReserveTokens,
        options.SharedBlocks,
        options.PinsStandingStatements,
        options.StandingShare);

    public AddressSpaceOptions ToOptions() => new()
    {
        PinsStandingStatements = PinsStandingStatements ?? Defaults.PinsStandingStatements,
        StandingShare = StandingShare ?? Defaults.StandingShare,
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
