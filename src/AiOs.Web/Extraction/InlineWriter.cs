using System.Text;
using AngleSharp.Dom;

namespace AiOs;

/// <summary>Writes one run of text and inline elements as Markdown.</summary>
internal sealed class InlineWriter(Uri baseUrl, Action<string, Uri> onLink)
{
    private const int MaxDepth = 200;
    private const int MaxUrlCharacters = 2_048;

    public string Write(ContentNode run)
    {
        var text = new StringBuilder();
        foreach (var node in run.Inlines!)
        {
            Append(text, node, 0);
        }

        string written = text.ToString().Trim(' ', '\n');
        written = written.StartsWith("\\\n", StringComparison.Ordinal) ? written[2..].TrimStart() : written; // Nothing to break from.
        int slashes = written.Length - written.AsSpan().TrimEnd('\\').Length;
        return slashes % 2 == 1 ? written[..^1].TrimEnd() : written; // Of a break at the end; a backslash of the text is two.
    }

    private void Append(StringBuilder text, INode node, int depth)
    {
        if (node is IText data)
        {
            AppendText(text, data.Data);
            return;
        }

        if (node is not IElement element || depth > MaxDepth || ContentTree.IsDropped(element) || ContentHints.Of(element).HasFlag(Hints.Hidden))
        {
            return;
        }

        switch (element.LocalName)
        {
            case "br":
                text.Append(text.Length > 0 && text[^1] == '\n' ? "" : "\\\n");
                break;
            case "img":
                Image(text, element);
                break;
            case "a" when Resolve(element.GetAttribute("href")) is { } url:
                string label = Inner(element, depth);
                if (label.Length > 0)
                {
                    if (Lead(element).Length == 0 && text.Length > 0 && text[^1] == '!')
                    {
                        text.Insert(text.Length - 1, '\\'); // "!" before a link would make an image of it.
                    }

                    text.Append(Lead(element)).Append('[').Append(label).Append("](").Append(Target(url)).Append(')').Append(Trail(element));
                    onLink(element.TextContent.Trim(), url);
                }

                break;
            case "strong" or "b":
                Wrap(text, element, "**", depth);
                break;
            case "em" or "i":
                Wrap(text, element, "*", depth);
                break;
            case "code" or "kbd" or "samp" or "tt":
                Code(text, element.TextContent);
                break;
            default:
                foreach (var child in element.ChildNodes)
                {
                    Append(text, child, depth + 1);
                }

                break;
        }
    }

    private void Wrap(StringBuilder text, IElement element, string mark, int depth)
    {
        string inner = Inner(element, depth);
        if (inner.Length > 0)
        {
            text.Append(Lead(element)).Append(mark).Append(inner).Append(mark).Append(Trail(element));
        }
    }

    private string Inner(IElement element, int depth)
    {
        var inner = new StringBuilder();
        foreach (var child in element.ChildNodes)
        {
            Append(inner, child, depth + 1);
        }

        return inner.ToString().Trim(' ', '\n');
    }

    // White space just inside of a mark would keep Markdown from seeing it, so it goes outside.
    private static string Lead(IElement element) => element.TextContent is [var c, ..] && char.IsWhiteSpace(c) ? " " : "";

    private static string Trail(IElement element) => element.TextContent is [.., var c] && char.IsWhiteSpace(c) ? " " : "";

    private void Image(StringBuilder text, IElement element)
    {
        string alt = string.Join(' ', (element.GetAttribute("alt") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (alt.Length > 0 && Resolve(element.GetAttribute("src")) is { } url)
        {
            text.Append("![").Append(MarkdownText.Escape(alt)).Append("](").Append(Target(url)).Append(')');
        }
    }

    private static void Code(StringBuilder text, string code)
    {
        string clean = string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (clean.Length == 0)
        {
            return;
        }

        int longest = 0, run = 0;
        foreach (char c in clean)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        string fence = new('`', longest + 1);
        string pad = longest > 0 ? " " : "";
        text.Append(fence).Append(pad).Append(clean).Append(pad).Append(fence);
    }

    private static void AppendText(StringBuilder text, string data)
    {
        var clean = new StringBuilder(data.Length);
        foreach (char c in data)
        {
            if (!char.IsWhiteSpace(c) && c is not ('\u200B' or '\uFEFF'))
            {
                clean.Append(c);
            }
            else if (clean.Length == 0 ? text.Length > 0 && text[^1] is not (' ' or '\n') : clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        text.Append(MarkdownText.Escape(clean.ToString()));
    }

    private Uri? Resolve(string? href) =>
        href is { Length: > 0 and < MaxUrlCharacters } && !href.StartsWith('#')
        && WebUrl.Join(baseUrl, href) is { Host.Length: > 0 } url && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : null;

    private static string Target(Uri url) => url.AbsoluteUri.Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal);
}
