using System.Globalization;

namespace AiOs;

/// <summary>Reads the words of a text one by one: lower case, without stop words where asked, stemmed; two characters at a time
/// where a script puts no spaces between words.</summary>
/// <remarks>Allocates nothing. Words above 64 characters are cut: nobody asks for them in full.</remarks>
internal ref struct WordReader
{
    public const int MaxWordLength = 64;
    private readonly ReadOnlySpan<char> _text;
    private readonly Span<char> _buffer;
    private int _next;
    private int _previousIdeograph;

    /// <summary>Starts reading; the buffer, of <see cref="MaxWordLength"/> characters, holds the current word's stem.</summary>
    public WordReader(ReadOnlySpan<char> text, Span<char> buffer)
    {
        _text = text;
        _buffer = buffer;
        _previousIdeograph = -1;
    }

    /// <summary>Gets the current word as it is written, in its own case.</summary>
    public ReadOnlySpan<char> Written { get; private set; }

    /// <summary>Gets the stem of the current word, in lower case.</summary>
    public ReadOnlySpan<char> Stem { get; private set; }

    /// <summary>Gets a value indicating whether the current word says nothing of a text's content.</summary>
    public bool IsStopWord { get; private set; }

    public bool Read()
    {
        while (_next < _text.Length)
        {
            char c = _text[_next];
            if (IsIdeograph(c))
            {
                int previous = _previousIdeograph;
                _previousIdeograph = _next++;
                bool standsAlone = _next == _text.Length || !IsIdeograph(_text[_next]);
                if (previous >= 0 || standsAlone)
                {
                    Take(previous >= 0 ? previous : _next - 1, _next, isEnglish: false);
                    return true;
                }

                continue;
            }

            _previousIdeograph = -1;
            if (char.IsLetterOrDigit(c))
            {
                int start = _next;
                _next = FindEnd(start);
                Take(start, _next, isEnglish: true);
                return true;
            }

            _next++;
        }

        return false;
    }

    private readonly int FindEnd(int start)
    {
        int end = start + 1;
        while (end < _text.Length && IsWordPart(_text[end]))
        {
            end++;
        }

        return end;
    }

    private static bool IsWordPart(char c) =>
        char.IsAsciiLetterOrDigit(c)
        || (c > '\u007f' && !IsIdeograph(c)
            && (char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark));

    // Han, Hiragana and Katakana, which are written without spaces.
    private static bool IsIdeograph(char c) => c is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u9fff');

    private void Take(int start, int end, bool isEnglish)
    {
        Written = _text[start..end];
        int length = Math.Min(end - start, _buffer.Length);
        _text.Slice(start, length).ToLowerInvariant(_buffer);
        IsStopWord = isEnglish && StopWords.Contains(_buffer[..length]);
        if (!IsStopWord && isEnglish && IrregularForms.BaseOf(_buffer[..length]) is { } regular)
        {
            regular.CopyTo(_buffer);
            length = regular.Length;
        }

        Stem = _buffer[..(IsStopWord ? length : PorterStemmer.Stem(_buffer[..length]))];
    }
}
