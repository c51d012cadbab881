namespace AiOs;

/// <summary>A few sentences of a page, with the heading they stand under.</summary>
/// <param name="Page">The page.</param>
/// <param name="Title">The Markdown heading above it, or an empty string.</param>
/// <param name="Text">The words, on one line.</param>
/// <param name="Order">Its place among all passages of the request.</param>
internal sealed record Passage(PageHeading Page, string Title, string Text, int Order);
