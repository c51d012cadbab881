namespace AiOs;

/// <summary>What a page says about itself, outside of its text.</summary>
/// <param name="Title">The title without the site's name; may be empty.</param>
/// <param name="Author">The authors' names, or null.</param>
/// <param name="Published">When it was published, or null.</param>
/// <param name="SiteName">The site's name, or null.</param>
/// <param name="Description">The summary, or null.</param>
/// <param name="Language">The language's tag, or null.</param>
/// <param name="Body">The article's text as JSON-LD repeats it, or null.</param>
/// <param name="IsArticle">Whether it says that it is one article. Lists of stories seldom claim that.</param>
internal sealed record PageMetadata(
    string Title, string? Author, DateTimeOffset? Published, string? SiteName, string? Description, string? Language, string? Body, bool IsArticle);
