namespace AiOs;

/// <summary>What to search the web for. Immutable.</summary>
/// <param name="Query">The words; not empty.</param>
public sealed record WebSearchRequest(string Query)
{
    /// <summary>Gets the most results wanted. 1 to 50, by default 10.</summary>
    public int Count { get; init; } = 10;

    /// <summary>Gets the language wanted, such as <c>de</c>; null for the provider's own choice, which is the default.</summary>
    public string? Language { get; init; }
}
