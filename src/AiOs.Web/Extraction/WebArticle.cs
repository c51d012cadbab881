namespace AiOs;

/// <summary>The main content of a page, with what the page says about itself. Immutable; every word of it is untrusted.</summary>
public sealed record WebArticle
{
    /// <summary>Gets the page's address.</summary>
    public required Uri Url { get; init; }

    /// <summary>Gets the title without the site's name; may be empty.</summary>
    public required string Title { get; init; }

    /// <summary>Gets the authors' names with commas between them, or null where the page names none.</summary>
    public string? Author { get; init; }

    /// <summary>Gets when it was published, or null where the page does not say.</summary>
    public DateTimeOffset? Published { get; init; }

    /// <summary>Gets the site's name, or null.</summary>
    public string? SiteName { get; init; }

    /// <summary>Gets the page's own summary, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the language's tag, such as <c>en-GB</c>, or null.</summary>
    public string? Language { get; init; }

    /// <summary>Gets the main content as CommonMark with tables, without the title; text that looks like markup is escaped.</summary>
    public required string Markdown { get; init; }

    /// <summary>Gets the main content as plain text, an empty line between blocks.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the links of the main content in their order, no address twice; at most 500.</summary>
    public IReadOnlyList<WebLink> Links { get; init; } = [];
}
