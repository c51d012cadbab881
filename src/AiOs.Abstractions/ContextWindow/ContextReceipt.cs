namespace AiOs;

/// <summary>What a rendered request takes and leaves out.</summary>
/// <param name="Budget">The budget it was proven against.</param>
/// <param name="FrameTokens">Tokens of instructions, schemas of tools and of the answer, and request overhead.</param>
/// <param name="PinnedTokens">Tokens of pinned pages.</param>
/// <param name="DigestTokens">Tokens of the digest.</param>
/// <param name="TailTokens">Tokens of the tail.</param>
/// <param name="Margin">The counter's margin when it was rendered.</param>
/// <param name="Epoch">The epoch it belongs to.</param>
/// <param name="LeftOut">What was evicted on the way to this request: a receipt each.</param>
public sealed record ContextReceipt(
    ContextBudget Budget,
    int FrameTokens,
    int PinnedTokens,
    int DigestTokens,
    int TailTokens,
    double Margin,
    int Epoch,
    IReadOnlyList<EvictionReceipt> LeftOut)
{
    /// <summary>Gets the counted tokens of the whole request.</summary>
    public int CountedTokens => FrameTokens + PinnedTokens + DigestTokens + TailTokens;

    /// <summary>Gets the most tokens that the request can take, the counter's margin included.</summary>
    public int BoundTokens => (int)Math.Ceiling(CountedTokens * (1 + Margin));
}
