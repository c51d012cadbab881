using System.Diagnostics;
using System.Globalization;

namespace AiOs;

/// <summary>Reads the words of a text one by one, folded and stemmed, and tells those that say nothing; two characters at a time where a script puts no
/// spaces between words.</summary>
/// <remarks>
/// Some words come again in another form (<see cref="IsRepeat"/>), so that either way of writing finds the other: "getUserName" as "user" and "name", "5pm" as
/// "5" and "pm", "e-mail" as "email", an ideograph of a pair alone. Dates in digits come as words. Allocates nothing. Words above 64 characters are cut:
/// nobody asks for them in full.
/// </remarks>
internal ref struct WordReader
{
    public const int MaxWordLength = 64;
    public const int BufferLength = 2 * MaxWordLength; // The folded word, and its stem.
    private const int MaxBeginning = 3; // Letters before a hyphen: "e-mail", "co-worker", but not "well-known".
    private static readonly string[] DayNames = [.. Enumerable.Range(1, 31).Select(static day => day.ToString(CultureInfo.InvariantCulture))];
    private readonly ReadOnlySpan<char> _text;
    private readonly Span<char> _buffer;
    private int _next;
    private int _unit; // Where the character of an unspaced script before this one begins; -1 for none.
    private int _wordStart; // Of the last word in a script with spaces.
    private int _wordEnd;
    private int _partNext; // Words within that last one which are yet to be read.
    private int _partEnd;
    private int _joinStart; // What stands before the hyphen in front of it; -1 for none.
    private DateOnly _date; // Of which month and day are yet to be read.
    private bool _isMonthRead;

    /// <summary>Starts reading; the buffer, of <see cref="BufferLength"/> characters, holds the current word's forms.</summary>
    public WordReader(ReadOnlySpan<char> text, Span<char> buffer)
    {
        Debug.Assert(buffer.Length == BufferLength, "two words");
        _text = text;
        _buffer = buffer;
        _unit = -1;
        _joinStart = -1;
        _wordEnd = -1;
    }

    /// <summary>Gets the current word as it is written, in its own case.</summary>
    public ReadOnlySpan<char> Written { get; private set; }

    /// <summary>Gets the current word in lower case without accents; at most <see cref="MaxWordLength"/> characters.</summary>
    public ReadOnlySpan<char> Folded { get; private set; }

    /// <summary>Gets the stem of the current word: the form under which it is found.</summary>
    public ReadOnlySpan<char> Stem { get; private set; }

    /// <summary>Gets a value indicating whether the current word says nothing of a text's content.</summary>
    public bool IsStopWord { get; private set; }

    /// <summary>Gets a value indicating whether the current word is another form, or a part, of one read before.</summary>
    public bool IsRepeat { get; private set; }

    /// <summary>Gets a value indicating whether a sentence ended between the word before and the current one.</summary>
    public bool BeginsSentence { get; private set; }

    public bool Read()
    {
        IsRepeat = true;
        if (ReadPart() || ReadJoined())
        {
            return true;
        }

        (IsRepeat, BeginsSentence) = (false, false);
        if (ReadRestOfDate())
        {
            return true;
        }

        while (_next < _text.Length)
        {
            if (char.IsAscii(_text[_next]) && !char.IsAsciiLetterOrDigit(_text[_next]))
            {
                _unit = -1;
                BeginsSentence |= _text[_next] is '.' or '!' or '?' or ';' or '\n';
                _next++;
                continue;
            }

            var kind = CharacterKinds.At(_text, _next, out int width);
            if (kind is CharacterKind.Unspaced or CharacterKind.Ideograph)
            {
                if (ReadUnit(kind == CharacterKind.Ideograph, width))
                {
                    return true;
                }

                continue;
            }

            _unit = -1;
            int start = _next;
            _next += width;
            if (kind == CharacterKind.Word ? ReadWord(start) : kind == CharacterKind.Symbol && Take(_text[start.._next], isEnglish: false))
            {
                return true;
            }
        }

        return false;
    }

    private bool ReadUnit(bool isIdeograph, int width)
    {
        int start = _next;
        int previous = _unit;
        _next = CharacterKinds.SkipMarks(_text, start + width);
        _unit = start;
        bool standsAlone = _next == _text.Length || CharacterKinds.At(_text, _next, out _) is not (CharacterKind.Unspaced or CharacterKind.Ideograph);
        if (previous < 0)
        {
            return (standsAlone || isIdeograph) && Take(_text[start.._next], isEnglish: false);
        }

        (_partNext, _partEnd) = isIdeograph ? (start, _next) : (0, 0);
        return Take(_text[previous.._next], isEnglish: false);
    }

    private bool ReadWord(int start)
    {
        if (char.IsAsciiDigit(_text[start]) && DigitDate.TryRead(_text[start..], out _date, out int length))
        {
            _next = start + length;
            _isMonthRead = false;
            bool isYearFirst = char.IsAsciiDigit(_text[start + 2]) && char.IsAsciiDigit(_text[start + 3]);
            return Take(isYearFirst ? _text.Slice(start, 4) : _text[(_next - 4).._next], isEnglish: true);
        }

        int end = FindEnd(start);
        bool followsHyphen = start > 0 && _wordEnd == start - 1 && _text[start - 1] is '-' or '\u2010' or '\u2011' && _wordEnd - _wordStart <= MaxBeginning;
        _joinStart = followsHyphen && IsOfLetters(_text[_wordStart.._wordEnd]) && IsOfLetters(_text[start..end]) ? _wordStart : -1;
        (_wordStart, _wordEnd, _next) = (start, end, end);
        var word = _text[start..end];
        (_partNext, _partEnd) = word.Length <= MaxWordLength && WordParts.AreIn(word) ? (start, end) : (0, 0);
        return Take(word, isEnglish: true, isNegation: IsNegation(end));
    }

    private readonly int FindEnd(int start)
    {
        int end = start + 1;
        while (end < _text.Length)
        {
            if (char.IsAsciiLetterOrDigit(_text[end]))
            {
                end++;
            }
            else if (CharacterKinds.At(_text, end, out int width) is CharacterKind.Word or CharacterKind.Mark)
            {
                end += width;
            }
            else if (IsThousands(start, end))
            {
                end += 4;
            }
            else
            {
                break;
            }
        }

        return end;
    }

    // "1,000": a comma between digits with exactly three behind it.
    private readonly bool IsThousands(int start, int comma) =>
        _text[comma] == ',' && IsDigitsAndCommas(_text[start..comma]) && FirstDigits(start, comma) <= 3
        && _text.Length > comma + 3 && !_text.Slice(comma + 1, 3).ContainsAnyExceptInRange('0', '9')
        && (_text.Length == comma + 4 || !char.IsAsciiLetterOrDigit(_text[comma + 4]));

    private static bool IsDigitsAndCommas(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (c != ',' && !char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    private readonly int FirstDigits(int start, int end) => _text[start..end].IndexOf(',') is >= 0 and var digits ? digits : end - start;

    // The "won" of "won't" has nothing to do with winning.
    private readonly bool IsNegation(int end) =>
        _text.Length > end + 1 && _text[end - 1] is 'n' or 'N' && _text[end] is '\'' or '’' or '\u02bc' or '＇' && _text[end + 1] is 't' or 'T'
        && (_text.Length == end + 2 || !char.IsLetter(_text[end + 2]));

    private bool ReadPart()
    {
        while (_partNext < _partEnd)
        {
            var word = _unit >= 0 ? _text[_unit.._partEnd] : _text[_wordStart.._partEnd];
            int origin = _partEnd - word.Length;
            int start = _partNext - origin;
            int end = WordParts.EndOf(word, start);
            if (_unit >= 0)
            {
                end = word.Length;
            }

            _partNext = origin + end;
            if ((_unit >= 0 || WordParts.SaysSomething(word, start, end)) && Take(word[start..end], isEnglish: _unit < 0))
            {
                return true;
            }
        }

        return false;
    }

    private bool ReadJoined()
    {
        if (_joinStart < 0)
        {
            return false;
        }

        Written = _text[_joinStart.._wordEnd];
        _joinStart = -1;
        int hyphen = Written.IndexOfAny("-\u2010\u2011");
        int length = TextFolding.Fold(Written[..hyphen], _buffer[..MaxWordLength]);
        length += TextFolding.Fold(Written[(hyphen + 1)..], _buffer[length..MaxWordLength]);
        return FindStem(length, isEnglish: true, isNegation: false);
    }

    private bool ReadRestOfDate()
    {
        if (_date == default)
        {
            return false;
        }

        var date = _date;
        _date = _isMonthRead ? default : _date;
        bool isDay = _isMonthRead;
        _isMonthRead = true;
        return Take(isDay ? DayNames[date.Day - 1] : CalendarWords.NameOfMonth(date.Month), isEnglish: true);
    }

    private static bool IsOfLetters(ReadOnlySpan<char> word) => !word.ContainsAnyInRange('0', '9');

    // False where nothing is left of a word.
    private bool Take(ReadOnlySpan<char> written, bool isEnglish, bool isNegation = false)
    {
        Written = written;
        int length = TextFolding.Fold(written, _buffer[..MaxWordLength]);
        if (char.IsAsciiDigit(written[0]) && written.Contains(','))
        {
            length = Remove(',', _buffer[..length]);
        }

        return FindStem(length, isEnglish, isNegation);
    }

    private static int Remove(char left, Span<char> word)
    {
        int kept = 0;
        foreach (char c in word)
        {
            word[kept] = c;
            kept += c == left ? 0 : 1;
        }

        return kept;
    }

    private bool FindStem(int length, bool isEnglish, bool isNegation)
    {
        Folded = _buffer[..length];
        IsStopWord = isNegation || (isEnglish && StopWords.Contains(Folded));
        var stem = _buffer[MaxWordLength..];
        if (IsStopWord || !isEnglish)
        {
            Stem = Folded;
        }
        else if (IrregularForms.BaseOf(Folded) is { } regular)
        {
            regular.CopyTo(stem);
            Stem = stem[..EnglishStemmer.Stem(stem[..regular.Length])];
        }
        else
        {
            Folded.CopyTo(stem);
            stem = stem[..length];
            Stem = stem[..EnglishStemmer.Stem(stem[..SpellingVariants.Respell(stem)])];
        }

        return length > 0;
    }
}
