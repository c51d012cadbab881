using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;

namespace AiOs;

/// <summary>Makes the elements of one page, copies among them, and ends the parse of a page that unfolds without end.</summary>
/// <remarks>
/// The standard has formatting elements that were not closed opened again in every block, so that the elements of a page may grow with the
/// square of its length: 56 KB took 11 seconds and 2 GB. It also has the parser search all open elements at many a tag, which takes time with
/// the square of the nesting. So elements are counted, and so is how deep each of them is.
/// </remarks>
internal sealed class MeasuredElements(IElementFactory<Document, HtmlElement> inner) : IElementFactory<Document, HtmlElement>
{
    public const int MaxElements = 400_000;
    public const long MaxDepths = 20_000_000; // The sum over all elements: 50 levels each, or one nest of 6,000.
    private const int MaxPreformatted = 32; // Tags in a row: the parser calls itself for what follows each, and its stack would end the process.
    private const int Sample = 16; // Elements that are taken to be as deep as the one before them.

    private INode? _last;
    private int _preformatted;
    private int _depth;
    private long _depths;

    /// <summary>Gets the page, as far as it was read; null before its first element.</summary>
    public Document? Document { get; private set; }

    /// <summary>Gets how many elements were made.</summary>
    public int Count { get; private set; }

    /// <summary>Sees the page's next token.</summary>
    public void See(HtmlToken token)
    {
        _preformatted = token.Type == HtmlTokenType.StartTag && token.Name is "pre" or "listing" ? _preformatted + 1 : 0;
        if (_preformatted > MaxPreformatted)
        {
            throw new PageTooComplexException();
        }
    }

    public HtmlElement Create(Document document, string localName, string? prefix = null, NodeFlags flags = NodeFlags.None)
    {
        Document ??= document;
        if (Count % Sample == 0)
        {
            _depth = 0;
            for (var around = _last; around is not null; around = around.Parent)
            {
                _depth++;
            }
        }

        _depths += _depth;
        if (++Count > MaxElements || _depths > MaxDepths)
        {
            throw new PageTooComplexException();
        }

        var element = inner.Create(document, localName, prefix!, flags);
        _last = element;
        return element;
    }
}
