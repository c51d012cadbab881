using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>Whatever stands in a page, its Markdown shows that text, and builds nothing that the page does not have.</summary>
public sealed class MarkdownPropertyTests
{
    private const string Sentence = "A sentence that stands here, with a comma and more words in it, so that it is prose.";
    private const string Line = @"^(#{1,6}(\s|$)|>|[-+*](\s|$)|\d{1,9}[.)](\s|$)|=+\s*$|-{2,}\s*$|`{3}|~{3}|\|)";
    private static readonly Uri Url = new("https://site.example/page.html");

    // Pieces that mean something to Markdown or HTML, so that any two of them may meet.
    private static readonly Gen<string> Piece = Gen.Elements(
        "a", "b c", "!", "&", "amp;", "&lt;", "&#35;", "#", "# ", "- ", "+ ", "1. ", "12) ", "=", "---", "===", "> ", "*", "_", "`", "```", "~~~", "|", "\\",
        "[", "]",
        "(", ")", "<i>", "é", "😀", ":", " ");

    [Fact]
    public void Text_IsShownAsItIs()
    {
        var line = Piece.ArrayOf().Select(string.Concat);
        Prop.ForAll(line.ArrayOf().ToArbitrary(), lines =>
        {
            string broken = string.Join("<br>", lines.Prepend(Sentence).Select(WebUtility.HtmlEncode));
            string html = $"<article><p>{Sentence}</p><p>{broken}<br>{Sentence}</p></article>";
            string markdown = ArticleExtractor.Extract(html, Url).Markdown;
            string[] shown = markdown.Split(["\\\n", "\n\n"], StringSplitOptions.None);
            string[] expected = [Sentence, Sentence, .. lines, Sentence];
            return shown.All(static text => !Regex.IsMatch(text, Line, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture))
                && !Has(markdown, static (c, next) => c == '&' && (next == '#' || char.IsAsciiLetter(next)))
                && Words(shown.Select(Unescaped)).SequenceEqual(Words(expected), StringComparer.Ordinal);
        }).Check(Seeded.Config);
    }

    [Fact]
    public void Links_AreNoImages()
    {
        Prop.ForAll(Piece.ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            string html = $"<article><p>{Sentence} {WebUtility.HtmlEncode(text)}<a href='/x'>to there</a> and {Sentence}</p><p>{Sentence}</p></article>";
            string markdown = ArticleExtractor.Extract(html, Url).Markdown;
            return Has(markdown, static (c, next) => (c, next) == ('[', 't')) && !Has(markdown, static (c, next) => (c, next) == ('!', '['));
        }).Check(Seeded.Config);
    }

    // Read back as cmark-gfm does: a backslash takes what follows with it, and any other bar ends a cell.
    [Fact]
    public void Tables_KeepTheirCells()
    {
        var cell = from isCode in Gen.Elements(true, false)
                   from text in Piece.ArrayOf().Select(string.Concat)
                   select isCode ? $"<code>{WebUtility.HtmlEncode(text)}</code>" : WebUtility.HtmlEncode(text);
        var inputs = from columns in Gen.Choose(2, 4)
                     from rows in cell.ArrayOf(columns).ArrayOf()
                     select (columns, rows);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            string body = string.Concat(input.rows.Select(static row => "<tr><td>" + string.Join("<td>", row)));
            string head = string.Concat(Enumerable.Repeat("<th>Head", input.columns));
            string html = $"<article><p>{Sentence}</p><table><tr>{head}{body}</table><p>{Sentence}</p></article>";
            string[] lines = ArticleExtractor.Extract(html, Url).Markdown.Split('\n');
            string[] table = [.. lines.Where(static line => line.StartsWith('|'))];
            return input.rows.Length == 0
                || (table.Length == input.rows.Length + 2 && table.All(line => Bare(line).Count(static pair => pair.Character == '|') == input.columns + 1));
        }).Check(Seeded.Config);
    }

    // What a backslash stands before has no meaning to Markdown.
    private static IEnumerable<(char Character, char Next)> Bare(string markdown)
    {
        for (int i = 0; i < markdown.Length; i++)
        {
            if (markdown[i] == '\\')
            {
                i++;
            }
            else
            {
                yield return (markdown[i], i + 1 < markdown.Length ? markdown[i + 1] : '\0');
            }
        }
    }

    private static bool Has(string markdown, Func<char, char, bool> isWanted) => Bare(markdown).Any(pair => isWanted(pair.Character, pair.Next));

    private static IEnumerable<string> Words(IEnumerable<string> lines) =>
        lines.SelectMany(static line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Unescaped(string markdown)
    {
        var text = new StringBuilder();
        for (int i = 0; i < markdown.Length; i++)
        {
            bool isEscape = markdown[i] == '\\' && i + 1 < markdown.Length && char.IsAscii(markdown[i + 1])
                && (char.IsPunctuation(markdown[i + 1]) || char.IsSymbol(markdown[i + 1]));
            i += isEscape ? 1 : 0;
            text.Append(markdown[i]);
        }

        return text.ToString();
    }
}
