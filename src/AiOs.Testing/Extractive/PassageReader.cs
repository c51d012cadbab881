using System.Text;

namespace AiOs;

/// <summary>Cuts the pages of a request into passages: sentences, list items and table rows, under their headings.</summary>
internal sealed class PassageReader
{
    private const int MaxPassageLength = 420;

    private readonly List<Passage> _passages = [];
    private readonly StringBuilder _paragraph = new();
    private PageHeading _page = new("", "", "", false);
    private string _title = "";

    public static List<Passage> Read(IEnumerable<(PageHeading Page, string Text)> pages)
    {
        var reader = new PassageReader();
        foreach (var (page, text) in pages)
        {
            reader._page = page;
            reader._title = "";
            foreach (string line in text.Split('\n'))
            {
                reader.ReadLine(line.Trim());
            }

            reader.EndParagraph();
        }

        return reader._passages;
    }

    private void ReadLine(string line)
    {
        if (line.Length == 0 || line.StartsWith("```", StringComparison.Ordinal) || IsMark(line))
        {
            EndParagraph();
            return;
        }

        if (line[0] == '#')
        {
            EndParagraph();
            _title = line.TrimStart('#').Trim();
            return;
        }

        if (IsItem(line))
        {
            EndParagraph(); // A list item or a table row stands for itself; lines that wrap belong to it.
        }

        _paragraph.Append(_paragraph.Length == 0 ? "" : " ").Append(line);
    }

    private static bool IsItem(string line) =>
        line[0] is '-' or '*' or '|' or '>' || (char.IsAsciiDigit(line[0]) && line.Contains(". ", StringComparison.Ordinal));

    // Rules of tables and the delimiters of untrusted text are not words.
    private static bool IsMark(string line) =>
        line.All(c => c is '|' or '-' or ':' or ' ' or '=')
        || line.StartsWith("<untrusted ", StringComparison.Ordinal)
        || line.StartsWith("</untrusted ", StringComparison.Ordinal);

    private void EndParagraph()
    {
        if (_paragraph.Length == 0)
        {
            return;
        }

        string text = _paragraph.ToString();
        _paragraph.Clear();
        int start = 0;
        while (start < text.Length)
        {
            int end = EndOfPassage(text, start);
            string passage = text[start..end].Trim();
            if (passage.Length > 0 && !OnlyAsks(passage))
            {
                _passages.Add(new Passage(_page, _title, passage, _passages.Count));
            }

            start = end;
        }
    }

    // A question covers its own words best of all, and answers nothing.
    private static bool OnlyAsks(string passage) =>
        passage[^1] == '?' && passage.AsSpan(0, passage.Length - 1).IndexOfAny('.', '!', ':') < 0;

    // A whole paragraph when it is short; otherwise as many sentences as fit.
    private static int EndOfPassage(string text, int start)
    {
        if (text.Length - start <= MaxPassageLength)
        {
            return text.Length;
        }

        int limit = start + MaxPassageLength;
        for (int i = limit; i > start + (MaxPassageLength / 4); i--)
        {
            if (text[i] == ' ' && text[i - 1] is '.' or '!' or '?' or ';')
            {
                return i;
            }
        }

        int space = text.LastIndexOf(' ', limit, MaxPassageLength / 2);
        return space > start ? space : limit;
    }
}
