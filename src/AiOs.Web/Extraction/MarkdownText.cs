using System.Text;

namespace AiOs;

/// <summary>Writes plain text so that CommonMark shows it unchanged.</summary>
internal static class MarkdownText
{
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny(Special) < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool beginsReference = c == '&' && (i + 1 == text.Length || text[i + 1] == '#' || char.IsAsciiLetter(text[i + 1]));
            if (beginsReference || c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '~')
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>Keeps Markdown of one line within its cell of a table, where a bar ends the cell also within code.</summary>
    public static string Cell(string markdown)
    {
        var cell = new StringBuilder(markdown.Length);
        int slashes = 0;
        foreach (char c in markdown)
        {
            cell.Append(c == '|' && slashes % 2 == 0 ? "\\" : "").Append(c == '\n' ? ' ' : c);
            slashes = c == '\\' ? slashes + 1 : 0;
        }

        return cell.ToString();
    }

    /// <summary>Puts text into a block of code whose fence is longer than any in it.</summary>
    public static string Fence(string text)
    {
        int longest = 0, run = 0;
        foreach (char c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        string fence = new('`', Math.Max(3, longest + 1));
        return $"{fence}\n{text.TrimEnd('\n')}\n{fence}";
    }

    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create("\\`*_[]<>|#~&");
}
