namespace AiOs;

/// <summary>A question that one page of a set of documents answers.</summary>
/// <param name="Kind">How it was made: "words", "sentence" or "heading".</param>
/// <param name="Text">The question.</param>
/// <param name="Page">The number of the page that must be found.</param>
internal sealed record DocumentQuestion(string Kind, string Text, int Page);
