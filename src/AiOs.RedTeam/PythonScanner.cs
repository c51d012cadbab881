using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>Cuts Python into the tokens that literals are made of. Runs nothing, and understands no more than that.</summary>
/// <remarks>Source: "The Python Language Reference", section 2.4.1, string and bytes literals.</remarks>
internal sealed class PythonScanner(string text)
{
    private int _at;
    private int _lineStart;
    private bool _isFirst = true;

    /// <summary>Gives all tokens; comments and blanks are left out.</summary>
    /// <exception cref="FormatException">A text does not end.</exception>
    public static List<PythonToken> Scan(string text)
    {
        var scanner = new PythonScanner(text.ReplaceLineEndings("\n"));
        var tokens = new List<PythonToken>();
        while (scanner.Next() is { } token)
        {
            tokens.Add(token);
        }

        return tokens;
    }

    private PythonToken? Next()
    {
        while (_at < text.Length)
        {
            char c = text[_at];
            if (c == '\n')
            {
                _lineStart = ++_at;
                _isFirst = true;
            }
            else if (char.IsWhiteSpace(c) || c == '\\')
            {
                _at++; // A backslash before a line's end goes on with the line: to what is looked for here, that is one.
            }
            else if (c == '#')
            {
                int end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end;
            }
            else
            {
                return Read();
            }
        }

        return null;
    }

    private PythonToken Read()
    {
        int start = _at;
        int column = start - _lineStart;
        bool isFirst = _isFirst;
        _isFirst = false;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] == '_'))
        {
            _at++;
        }

        string word = text[start.._at];
        if (_at < text.Length && text[_at] is '"' or '\'' && IsPrefix(word))
        {
            string value = ReadText(isRaw: word.Contains('r', StringComparison.OrdinalIgnoreCase));
            bool isComputed = word.Contains('f', StringComparison.OrdinalIgnoreCase) || word.Contains('b', StringComparison.OrdinalIgnoreCase);
            return new PythonToken(isComputed ? PythonTokenKind.Computed : PythonTokenKind.Text, value, column, isFirst);
        }

        return word.Length > 0
            ? new PythonToken(PythonTokenKind.Name, word, column, isFirst)
            : new PythonToken(PythonTokenKind.Sign, text[_at++].ToString(), column, isFirst);
    }

    private static bool IsPrefix(string word) => word.Length <= 2 && word.All(static c => "rRuUbBfFtT".Contains(c, StringComparison.Ordinal));

    private string ReadText(bool isRaw)
    {
        int start = _at;
        char quote = text[_at];
        bool isLong = string.CompareOrdinal(text, _at, new string(quote, 3), 0, 3) == 0;
        string end = new(quote, isLong ? 3 : 1);
        _at += end.Length;
        var value = new StringBuilder();
        while (_at < text.Length && string.CompareOrdinal(text, _at, end, 0, end.Length) != 0)
        {
            if (text[_at] == '\n' && !isLong)
            {
                break;
            }

            if (text[_at] == '\\' && _at + 1 < text.Length)
            {
                ReadEscape(isRaw, value);
            }
            else
            {
                value.Append(text[_at++]);
            }
        }

        if (_at >= text.Length || text[_at] == '\n')
        {
            throw new FormatException($"the text that begins in line {text.AsSpan(0, start).Count('\n') + 1} does not end");
        }

        _at += end.Length;
        return value.ToString();
    }

    private void ReadEscape(bool isRaw, StringBuilder value)
    {
        char c = text[_at + 1];
        if (isRaw)
        {
            value.Append('\\').Append(c);
            _at += 2;
            return;
        }

        int digits = c switch
        {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if (digits > 0 && _at + 2 + digits <= text.Length
            && int.TryParse(text.AsSpan(_at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
        {
            value.Append(Rune.IsValid(code) ? new Rune(code).ToString() : "\uFFFD");
            _at += 2 + digits;
            return;
        }

        value.Append(c switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            '0' => "\0",
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'v' => "\v",
            '\n' => "", // The line goes on.
            '\\' or '\'' or '"' => c.ToString(),
            _ => "\\" + c, // Python keeps a backslash that escapes nothing.
        });
        _at += 2;
    }
}
