using System.Buffers;
using System.Text;

namespace AiOs;

/// <summary>Takes comments and the contents of strings out of code, so that rules see code only.</summary>
/// <remarks>
/// A string becomes <c>""</c>, one with values in it <c>"$"</c>, and a formatted or interpolated one keeps that sign: whether a query
/// is put together is what rules ask. Line breaks stay, so that lines can be counted.
/// </remarks>
internal static class CodeText
{
    private static readonly SearchValues<char> InWords =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_*");

    public static string OfPython(string code) => Reduce(code, isPython: true);

    public static string OfJavaScript(string code) => Reduce(code, isPython: false);

    private static string Reduce(string code, bool isPython)
    {
        var reduced = new StringBuilder(code.Length);
        for (int i = 0; i < code.Length;)
        {
            char c = code[i];
            if (c == '#' && isPython)
            {
                i = EndOf(code, i, "\n");
            }
            else if (!isPython && c == '/' && i + 1 < code.Length && code[i + 1] == '/')
            {
                i = EndOf(code, i, "\n");
            }
            else if (!isPython && c == '/' && i + 1 < code.Length && code[i + 1] == '*')
            {
                int end = EndOf(code, i + 2, "*/") + 2;
                reduced.Append('\n', code.AsSpan(i, Math.Min(end, code.Length) - i).Count('\n'));
                i = end;
            }
            else if (c is '"' or '\'' || (c == '`' && !isPython))
            {
                i = ReadString(code, i, isPython, reduced);
            }
            else
            {
                reduced.Append(c);
                i++;
            }
        }

        return reduced.ToString();
    }

    private static int ReadString(string code, int start, bool isPython, StringBuilder reduced)
    {
        bool isTriple = isPython && start + 2 < code.Length && code[start + 1] == code[start] && code[start + 2] == code[start];
        string quote = new(code[start], isTriple ? 3 : 1);
        int i = start + quote.Length;
        bool isMultiline = isTriple || code[start] == '`';
        while (i < code.Length && string.CompareOrdinal(code, i, quote, 0, quote.Length) != 0 && (isMultiline || code[i] != '\n'))
        {
            i += code[i] == '\\' ? 2 : 1;
        }

        int end = Math.Min(i, code.Length);
        var body = code.AsSpan(start + quote.Length, Math.Max(0, end - start - quote.Length));
        bool isFormatted = isPython
            ? HasPrefix(reduced, 'f') && body.Contains('{')
            : code[start] == '`' && body.Contains("${", StringComparison.Ordinal);
        reduced.Append(isFormatted ? "\"$\"" : Kept(body)).Append('\n', body.Count('\n'));
        return end < code.Length && code[end] != '\n' ? end + quote.Length : end;
    }

    // Names of algorithms and formats are what some rules look for.
    private static string Kept(ReadOnlySpan<char> body)
    {
        bool isWord = body.Length is > 0 and <= 40 && !body.ContainsAnyExcept(InWords);
        return isWord ? $"\"{body}\"" : body.IsEmpty ? "\"\"" : "\" \"";
    }

    private static bool HasPrefix(StringBuilder reduced, char prefix)
    {
        for (int i = reduced.Length - 1; i >= 0 && i >= reduced.Length - 2 && char.IsAsciiLetter(reduced[i]); i--)
        {
            if (char.ToLowerInvariant(reduced[i]) == prefix)
            {
                return true;
            }
        }

        return false;
    }

    private static int EndOf(string code, int start, string mark)
    {
        int end = code.IndexOf(mark, start, StringComparison.Ordinal);
        return end < 0 ? code.Length : end;
    }
}
