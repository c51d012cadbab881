namespace AiOs;

/// <summary>Counts of what happened in an address space since it was opened.</summary>
/// <param name="Appends">Pages appended.</param>
/// <param name="Faults">Pages brought back because somebody asked.</param>
/// <param name="Prefetches">Pages brought back ahead of need.</param>
/// <param name="Evictions">Pages evicted.</param>
/// <param name="Epochs">Epochs ended.</param>
/// <param name="ResidentPages">Pages in the window now, pinned ones included.</param>
/// <param name="ResidentTokens">Tokens that they and the digest take.</param>
public sealed record PagerStatistics(
    long Appends, long Faults, long Prefetches, long Evictions, int Epochs, int ResidentPages, int ResidentTokens)
{
    /// <summary>Gets the tokens that the pinned pages take.</summary>
    public int PinnedTokens { get; init; }
}
