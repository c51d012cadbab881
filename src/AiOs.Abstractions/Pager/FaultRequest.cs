namespace AiOs;

/// <summary>Which pages to bring back.</summary>
public sealed record FaultRequest
{
    /// <summary>Gets the pages wanted by name; null when a query is given.</summary>
    public IReadOnlyList<PageId>? Ids { get; init; }

    /// <summary>Gets the query that finds the pages; null when ids are given.</summary>
    public RecallQuery? Query { get; init; }

    /// <summary>Gets the most tokens to bring in; null for the share that the space's options allow.</summary>
    public int? BudgetTokens { get; init; }

    /// <summary>Gets a value indicating whether nobody asked yet: counted as a prefetch, and what does not fit is no miss.</summary>
    public bool IsPrefetch { get; init; }
}
