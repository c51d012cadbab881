namespace AiOs;

/// <summary>How many tokens a model takes, and how many of them are kept for its answer. Immutable.</summary>
public sealed record ContextBudget
{
    /// <summary>Creates a budget.</summary>
    /// <param name="windowTokens">What the model takes in all: request and answer. Above 0.</param>
    /// <param name="reserveTokens">What is kept for the answer. 0 or more, and less than the window.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ContextBudget(int windowTokens, int reserveTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(windowTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(reserveTokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(reserveTokens, windowTokens);
        WindowTokens = windowTokens;
        ReserveTokens = reserveTokens;
    }

    /// <summary>Gets what the model takes in all.</summary>
    public int WindowTokens { get; }

    /// <summary>Gets what is kept for the answer.</summary>
    public int ReserveTokens { get; }

    /// <summary>Gets what a request may take.</summary>
    public int RequestTokens => WindowTokens - ReserveTokens;
}
