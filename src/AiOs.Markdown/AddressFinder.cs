using System.Net;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AiOs;

/// <summary>Finds what an answer would load or lead to, as a viewer of Markdown would see it.</summary>
/// <remarks>
/// HTML is not judged: any viewer reads it a little differently, so that all of it goes, but for a short list of tags without attributes.
/// Addresses in code are text; those in text that viewers turn into links on their own are judged.
/// </remarks>
internal sealed class AddressFinder(AddressPolicy policy)
{
    private static readonly HashSet<string> HarmlessTags = new(
        ["b", "/b", "i", "/i", "em", "/em", "strong", "/strong", "br", "br/", "br /", "sub", "/sub", "sup", "/sup", "u", "/u",
            "s", "/s", "kbd", "/kbd", "hr", "hr/", "p", "/p"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] BareMarks = ["://", "www.", "mailto:", "data:", "javascript:"];

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePreciseSourceLocation().UsePipeTables().UseGridTables().UseAutoLinks().UseFootnotes().UseDefinitionLists().UseMediaLinks().UseEmphasisExtras()
        .Build();

    /// <summary>Gives what may not stand, in the order of the text, without overlaps.</summary>
    public List<FoundAddress> Find(string text)
    {
        var found = new List<FoundAddress>();
        var document = Markdown.Parse(text, Pipeline);
        foreach (var node in document.Descendants())
        {
            var one = node switch
            {
                LinkInline link => OfLink(text, link),
                AutolinkInline autolink => Of(text, autolink.Span, autolink.IsEmail ? "mailto:" + autolink.Url : autolink.Url, ""),
                HtmlInline html => OfHtml(text, html.Span, html.Tag),
                HtmlBlock block => OfHtml(text, block.Span, Slice(text, block.Span)),
                LinkReferenceDefinition definition => Of(text, definition.Span, definition.Url ?? "", ""),
                LiteralInline literal => OfLiteral(text, literal),
                _ => null,
            };
            if (one is not null)
            {
                found.Add(one);
            }
        }

        return WithoutOverlaps(found);
    }

    private static string Slice(string text, SourceSpan span) => span.IsEmpty || span.End >= text.Length ? "" : text[span.Start..(span.End + 1)];

    private static List<FoundAddress> WithoutOverlaps(List<FoundAddress> found)
    {
        var result = new List<FoundAddress>();
        foreach (var one in found.OrderBy(static one => one.Start).ThenByDescending(static one => one.Length))
        {
            if (result.Count == 0 || one.Start >= result[^1].Start + result[^1].Length)
            {
                result.Add(one);
            }
            else if (one.Start + one.Length > result[^1].Start + result[^1].Length)
            {
                int length = one.Start + one.Length - result[^1].Start;
                result[^1] = result[^1] with { Length = length, Replacement = "" };
            }
        }

        return result;
    }

    private static string TextOf(ContainerInline link) => string.Concat(link.Descendants().Select(static inline => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        _ => "",
    }));

    private FoundAddress? OfLink(string text, LinkInline link)
    {
        string address = link.GetDynamicUrl?.Invoke() ?? link.Url ?? "";
        string shown = TextOf(link).Replace("[", "(", StringComparison.Ordinal).Replace("]", ")", StringComparison.Ordinal);
        return Of(text, link.Span, WebUtility.HtmlDecode(address), ContainsAddress(shown) ? "" : shown);
    }

    private FoundAddress? Of(string text, SourceSpan span, string address, string shown)
    {
        string? reason = policy.Refuses(address);
        return reason is null ? null : Refused(text, span, reason, shown.Length == 0 ? "[link removed]" : $"{shown} [link removed]");
    }

    private static FoundAddress? OfHtml(string text, SourceSpan span, string tag)
    {
        bool isHarmless = tag is ['<', .., '>'] && HarmlessTags.Contains(tag[1..^1].Trim());
        return isHarmless ? null : Refused(text, span, "HTML", "");
    }

    // What is left of an address that Markdown does not take for a link, and a viewer may.
    private FoundAddress? OfLiteral(string text, LiteralInline literal)
    {
        string content = literal.Content.ToString();
        foreach (string word in content.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries))
        {
            if (ContainsAddress(word))
            {
                string address = word.Trim('(', ')', '<', '>', '"', '\'', ',', ';', '.', '!', '?', '*', '_', '`', '[', ']');
                string full = address.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? "https://" + address : address;
                if (policy.Refuses(full) is { } reason)
                {
                    return Refused(text, literal.Span, reason, "[link removed]");
                }
            }
        }

        return null;
    }

    private static bool ContainsAddress(string text) => BareMarks.Any(mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase));

    // Something without a place of its own in the text makes the whole answer suspect: all of it goes.
    private static FoundAddress Refused(string text, SourceSpan span, string reason, string replacement) =>
        span.IsEmpty || span.Start < 0 || span.End >= text.Length
            ? new FoundAddress(0, text.Length, reason, "[answer removed]")
            : new FoundAddress(span.Start, span.Length, reason, replacement);
}
