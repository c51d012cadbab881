namespace AiOs;

/// <summary>What is to be summarised, and in how much. Immutable.</summary>
/// <param name="Pages">The pages, oldest first: one or more, all with the same label.</param>
/// <param name="BudgetTokens">The most tokens that the summary may take. At least 1.</param>
/// <param name="Counter">Counts them.</param>
public sealed record SummaryRequest(IReadOnlyList<Page> Pages, int BudgetTokens, ITokenCounter Counter)
{
    /// <summary>Gets other pages of the same memory and label, to compare with: what is said everywhere tells nothing. By default none.</summary>
    public IReadOnlyList<Page> Elsewhere { get; init; } = [];
}
