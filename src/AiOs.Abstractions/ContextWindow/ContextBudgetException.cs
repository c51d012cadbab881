namespace AiOs;

/// <summary>A request cannot fit its budget. Raised before any model is called; nothing was trimmed.</summary>
public sealed class ContextBudgetException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="receipt">What the request would take.</param>
    public ContextBudgetException(ContextReceipt receipt)
        : base(Describe(receipt)) => Receipt = receipt;

    /// <summary>Gets what the request would take.</summary>
    public ContextReceipt Receipt { get; }

    private static string Describe(ContextReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return $"The request takes up to {receipt.BoundTokens} tokens, but the window of {receipt.Budget.WindowTokens} has room "
            + $"for {receipt.Budget.RequestTokens} beside the {receipt.Budget.ReserveTokens} kept for the answer. What cannot be "
            + $"evicted: instructions and tools {receipt.FrameTokens}, pinned pages {receipt.PinnedTokens}, digest "
            + $"{receipt.DigestTokens}, tail {receipt.TailTokens}. Use a larger window, unpin pages, or offer fewer tools.";
    }
}
