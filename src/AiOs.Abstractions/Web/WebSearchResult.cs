namespace AiOs;

/// <summary>One hit of a search. Immutable; whoever wrote the page wrote its title and snippet, so all of it is untrusted.</summary>
public sealed record WebSearchResult
{
    /// <summary>Gets the page's address: absolute, http or https.</summary>
    public required Uri Url { get; init; }

    /// <summary>Gets the page's title as plain text; may be empty.</summary>
    public required string Title { get; init; }

    /// <summary>Gets the provider's excerpt as plain text; may be empty.</summary>
    public required string Snippet { get; init; }

    /// <summary>Gets when the page was published, as the provider says; null where it does not.</summary>
    public DateTimeOffset? Published { get; init; }
}
