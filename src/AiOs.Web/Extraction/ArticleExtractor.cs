using System.Net;

namespace AiOs;

/// <summary>Takes the main content out of pages: without menus, advertising, comments, footers and links to other stories.</summary>
/// <remarks>
/// <para>
/// Blocks of text are valued by length, sentences and share of links; the subtree with the greatest sum is the content. Names of
/// classes and the page's own markup (articleBody, article, JSON-LD) only help: see <c>docs/Web.md</c>.
/// </para>
/// <para>Threads: every member may be called from any thread. The same page gives the same result; the time is linear in it.</para>
/// <para>Sources: the idea of link density is Kohlschütter et al., "Boilerplate detection using shallow text features", WSDM 2010;
/// the maximal sum follows Pasternack and Roth, "Extracting article text from the web with maximum subsequence segmentation", WWW 2009.</para>
/// </remarks>
public static class ArticleExtractor
{
    private const int MaxCharacters = 64 * 1024 * 1024;

    /// <summary>Extracts the main content of a page of HTML.</summary>
    /// <param name="html">The page; up to 64 Mi characters.</param>
    /// <param name="url">Its address, against which links are resolved.</param>
    /// <returns>The content; its text is empty where the page has none.</returns>
    /// <exception cref="ArgumentException">The page is longer than the limit, or the address is not absolute.</exception>
    public static WebArticle Extract(string html, Uri url)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(url);
        if (html.Length > MaxCharacters)
        {
            throw new ArgumentException($"The page has {html.Length} characters, and {MaxCharacters} are the limit.", nameof(html));
        }

        if (!url.IsAbsoluteUri)
        {
            throw new ArgumentException($"'{url}' is not an absolute address.", nameof(url));
        }

        using var document = PageParser.Parse(html);
        var metadata = MetadataReader.Read(document, url);
        var baseUrl = WebUrl.Join(url, document.QuerySelector("base[href]")?.GetAttribute("href") ?? "") ?? url;
        var tree = ContentTree.Build(document.Body);
        ContentPruner.Prune(tree);
        TeaserPruner.Prune(tree, metadata.IsArticle);
        var content = LeadFinder.WithLead(ContentSelector.Select(tree, metadata.Title));
        ContentCleaner.Clean(content, metadata.Title, metadata.Author ?? tree.Byline);
        var writer = new ContentWriter(baseUrl);
        writer.Write(content);
        bool isLost = writer.Text.Length * 4 < metadata.Body?.Length; // Drawn by a script: the page's own copy is all there is.
        string body = isLost ? metadata.Body! : writer.Text;
        return new WebArticle
        {
            Url = url,
            Title = metadata.Title,
            Author = metadata.Author ?? tree.Byline,
            Published = metadata.Published,
            SiteName = metadata.SiteName,
            Description = metadata.Description,
            Language = metadata.Language,
            Markdown = isLost ? MarkdownText.Escape(body) : writer.Markdown,
            Text = body,
            Links = isLost ? [] : writer.Links,
        };
    }

    /// <summary>Extracts the main content of a page that was fetched, whatever text it is.</summary>
    /// <param name="page">The page: HTML is extracted, other text is taken as it is.</param>
    /// <returns>The content.</returns>
    /// <exception cref="ArgumentException">The page is longer than the limit.</exception>
    public static WebArticle Extract(WebPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (page.MediaType is "text/html" or "application/xhtml+xml")
        {
            return Extract(page.Text, page.Url);
        }

        string name = WebUtility.UrlDecode(page.Url.Segments[^1].Trim('/'));
        bool isMarkdown = page.MediaType is "text/markdown" or "text/x-markdown";
        return new WebArticle
        {
            Url = page.Url,
            Title = name.Length > 0 ? name : page.Url.Host,
            Markdown = isMarkdown ? page.Text : MarkdownText.Fence(page.Text),
            Text = page.Text,
        };
    }
}
