using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace AiOs;

/// <summary>Parses pages as browsers do, up to what a page may unfold to.</summary>
internal static class PageParser
{
    private static readonly IElementFactory<Document, HtmlElement> Elements =
        BrowsingContext.New(Configuration.Default).GetService<IElementFactory<Document, HtmlElement>>()!;

    /// <summary>Parses a page, or its beginning where the rest would take more than <see cref="MeasuredElements"/> lets it.</summary>
    public static IDocument Parse(string html)
    {
        var elements = new MeasuredElements(Elements);
        var context = BrowsingContext.New(Configuration.Default.WithOnly<IElementFactory<Document, HtmlElement>>(elements));
        var options = new HtmlParserOptions
        {
            IsScripting = true, // What is inside noscript stays text.
            OnToken = (token, _) => elements.See(token),
            MaximumDepth = int.MaxValue, // Its limit is one of the tree only: the parser would still search all that is open, and unmeasured.
        };
        try
        {
            return new HtmlParser(options, context).ParseDocument(html);
        }
        catch (PageTooComplexException) when (elements.Document is not null)
        {
            return elements.Document;
        }
    }
}
