using System.Text;

namespace AiOs;

/// <summary>Writes blocks as Markdown and as plain text, and collects their links.</summary>
internal sealed class ContentWriter(Uri baseUrl)
{
    private const int MaxLinks = 500;
    private const int MaxMarkCharacters = 60; // Of quotes and lists in one another: each line bears the marks of all of them.
    private const int MaxFilledColumns = 64; // Rows of wider tables end with their last cell, as Markdown allows: filled, they could be the square of the page.

    private readonly StringBuilder _markdown = new();
    private readonly StringBuilder _text = new();
    private readonly List<WebLink> _links = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private string _previousRest = "";
    private bool _isTight;

    public string Markdown => _markdown.ToString();

    public string Text => _text.ToString().Trim('\n');

    public IReadOnlyList<WebLink> Links => _links;

    public void Write(ContentNode content) => Block(content, "", "");

    // The first line of a block gets its marker ("- ", "> "), the others the same width or mark.
    private void Block(ContentNode block, string first, string rest)
    {
        switch (block.Tag)
        {
            case ContentNode.Run:
                Paragraph(block, first, rest);
                break;
            case "ul" or "ol":
                List(block, first, rest);
                break;
            case "blockquote" when rest.Length < MaxMarkCharacters:
                Children(block, first + "> ", rest + "> ");
                break;
            case "pre":
                Code(block, first, rest);
                break;
            case "table" when IsDataTable(block):
                Table(block, first, rest);
                break;
            case "hr":
                Line(first + "---", rest);
                break;
            default:
                Children(block, first, rest);
                break;
        }
    }

    private void Children(ContentNode block, string first, string rest)
    {
        foreach (var child in block.Children)
        {
            Block(child, first, rest);
            first = rest;
        }
    }

    private void Paragraph(ContentNode run, string first, string rest)
    {
        string markdown = new InlineWriter(baseUrl, AddLink).Write(run);
        if (markdown.Length > 0)
        {
            string mark = run.Parent is { IsHeading: true } heading ? new string('#', heading.Tag[1] - '0') + " " : "";
            markdown = mark.Length > 0 ? markdown.Replace("\\\n", " ", StringComparison.Ordinal) : string.Join('\n', markdown.Split('\n').Select(LineStart));
            Line(first + mark + markdown.Replace("\n", "\n" + rest, StringComparison.Ordinal), rest);
        }

        Plain(run.Text);
    }

    private void List(ContentNode list, string first, string rest)
    {
        _isTight = list.Parent?.Tag == "li" && _markdown.Length > 0;
        int number = int.TryParse(list.Element?.GetAttribute("start"), out int start) && start is >= 0 and < 1_000_000 ? start : 1;
        foreach (var item in list.Children)
        {
            string marker = list.Tag == "ol" ? $"{number++}. " : "- ";
            int before = _markdown.Length;
            Block(item, first + marker, rest.Length < MaxMarkCharacters ? rest + new string(' ', marker.Length) : rest);
            if (_markdown.Length > before)
            {
                first = rest;
                _isTight = true; // One line end between the items of a list, rather than an empty line.
            }
        }

        _isTight = false;
    }

    private void Code(ContentNode block, string first, string rest)
    {
        string code = (block.Element?.TextContent ?? "").Replace("\r", "", StringComparison.Ordinal).Trim('\n');
        if (code.Length > 0)
        {
            Line(first + MarkdownText.Fence(code).Replace("\n", "\n" + rest, StringComparison.Ordinal), rest);
            Plain(code);
        }
    }

    private static bool IsDataTable(ContentNode table)
    {
        var rows = Rows(table).ToList();
        return rows.Count >= 2 && rows[0].Children.Count >= 2
            && !rows.Exists(static row => row.Children.Exists(static cell =>
                cell.Runs().Skip(2).Any() || cell.Children.Exists(static inner => inner.Tag == "table")));
    }

    private static IEnumerable<ContentNode> Rows(ContentNode table) =>
        table.Children.SelectMany(static part => part.Tag == "tr" ? [part] : part.Tag is "thead" or "tbody" or "tfoot" ? part.Children : [])
            .Where(static row => row.Tag == "tr" && row.Children.Count > 0);

    private void Table(ContentNode table, string first, string rest)
    {
        foreach (var caption in table.Children.Where(static part => part.Tag == "caption"))
        {
            Block(caption, first, rest);
            first = rest;
        }

        var rows = Rows(table).ToList();
        int columns = rows.Max(static row => row.Children.Count);
        var markdown = new StringBuilder();
        for (int i = 0; i < rows.Count; i++)
        {
            string[] cells = [.. rows[i].Children.Select(cell => string.Join(' ', cell.Runs().Select(run =>
                MarkdownText.Cell(new InlineWriter(baseUrl, AddLink).Write(run).Replace("\\\n", " ", StringComparison.Ordinal)))))];
            int filled = i == 0 || columns <= MaxFilledColumns ? columns - cells.Length : 0;
            markdown.Append("| ").AppendJoin(" | ", cells).Insert(markdown.Length, " | ", filled).Append(" |\n");
            Plain(string.Join(' ', rows[i].Runs().Select(static run => run.Text)), isTight: i > 0);
            if (i == 0)
            {
                markdown.Append('|').Insert(markdown.Length, " --- |", columns).Append('\n');
            }
        }

        Line(first + markdown.ToString().TrimEnd('\n').Replace("\n", "\n" + rest, StringComparison.Ordinal), rest);
    }

    // Between two blocks an empty line, which still bears the marks of the quotes that both are in.
    private void Line(string text, string rest)
    {
        if (_markdown.Length > 0)
        {
            _markdown.Append('\n');
            if (!_isTight)
            {
                int common = _previousRest.AsSpan().CommonPrefixLength(rest);
                _markdown.Append(rest.AsSpan(0, common).TrimEnd()).Append('\n');
            }
        }

        _markdown.Append(text);
        _previousRest = rest;
        _isTight = false;
    }

    private void Plain(string text, bool isTight = false)
    {
        if (text.Length > 0)
        {
            if (isTight && _text.Length > 0)
            {
                _text.Length--;
            }

            _text.Append(text).Append("\n\n");
        }
    }

    // What would begin a list or a heading at the start of a line is text here.
    private static string LineStart(string markdown)
    {
        int digits = 0;
        while (digits < markdown.Length && char.IsAsciiDigit(markdown[digits]))
        {
            digits++;
        }

        return digits is > 0 and < 10 && digits < markdown.Length && markdown[digits] is ('.' or ')') ? markdown.Insert(digits, "\\")
            : markdown is ['-' or '+' or '=', ..] ? "\\" + markdown
            : markdown;
    }

    private void AddLink(string text, Uri url)
    {
        if (_links.Count < MaxLinks && _seen.Add(url.AbsoluteUri))
        {
            _links.Add(new WebLink(text, url));
        }
    }
}
