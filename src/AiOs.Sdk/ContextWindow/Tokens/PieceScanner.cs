namespace AiOs;

/// <summary>Cuts a text into the pieces that a vocabulary's regular expression matches, in linear time.</summary>
/// <remarks>
/// Written out by hand because backtracking expressions take quadratic time on some texts. Characters are Unicode scalars, as in the
/// published expressions, and not UTF-16 units, as in <see cref="System.Text.RegularExpressions.Regex"/>. The alternatives, in order:
/// <code>
/// cl100k  (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
/// o200k   [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
///        |[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
///        |\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
/// </code>
/// </remarks>
internal static class PieceScanner
{
    private const CharacterClasses NeverPrefix = CharacterClasses.Newline | CharacterClasses.Letter | CharacterClasses.Number;
    private const CharacterClasses NeverSymbol = CharacterClasses.Space | CharacterClasses.Letter | CharacterClasses.Number;

    /// <summary>Finds the end of the piece that begins at a place.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the piece begins; below the length of the text.</param>
    /// <returns>Where it ends; above <paramref name="start"/>.</returns>
    public static int FindEnd(BytePairPattern pattern, ReadOnlySpan<char> text, int start)
    {
        var first = CharacterClass.At(text, start, out int length);
        int end = pattern == BytePairPattern.Cl100k ? WordEnd(text, start, first, length) : CasedWordEnd(text, start, first, length);
        if (end > start)
        {
            return end;
        }

        if ((first & CharacterClasses.Number) != CharacterClasses.None)
        {
            return NumberEnd(text, start + length);
        }

        end = SymbolsEnd(pattern, text, start, first, length);
        return end > start ? end : SpaceEnd(text, start);
    }

    private static int WordEnd(ReadOnlySpan<char> text, int start, CharacterClasses first, int length)
    {
        int contraction = ContractionEnd(text, start);
        if (contraction > start)
        {
            return contraction;
        }

        int letters = (first & NeverPrefix) == CharacterClasses.None ? start + length : start;
        int end = RunEnd(text, letters, CharacterClasses.Letter);
        return end > letters ? end : start;
    }

    // The expression's two alternatives for words: the first ends with a character that may end a word, and gives back capitals
    // until there is one; the second, tried when there is none, takes capitals only.
    private static int CasedWordEnd(ReadOnlySpan<char> text, int start, CharacterClasses first, int length)
    {
        int end = start;
        if ((first & NeverPrefix) == CharacterClasses.None)
        {
            int run = CasedRunEnd(text, start + length);
            end = run != start + length ? run : start;
        }

        // Without a prefix: a letter is none, and a mark is rather a word by itself than the prefix of one that nothing ends.
        if (end == start || (end < 0 && (first & CharacterClasses.Mark) != CharacterClasses.None))
        {
            end = CasedRunEnd(text, start);
        }

        end = Math.Abs(end);
        return end > start ? ContractionEnd(text, end) : start;
    }

    // Returns the end of [begins]*[ends]+ from a place; where nothing ends the word, the negated end of [begins]+; else the place.
    private static int CasedRunEnd(ReadOnlySpan<char> text, int start)
    {
        int end = start;
        int lastEnding = start; // The end of the last character so far that may both begin and end a word.
        while (end < text.Length)
        {
            var c = CharacterClass.At(text, end, out int length);
            if ((c & CharacterClasses.BeginsWord) == CharacterClasses.None)
            {
                break;
            }

            end += length;
            lastEnding = (c & CharacterClasses.EndsWord) != CharacterClasses.None ? end : lastEnding;
        }

        int lower = RunEnd(text, end, CharacterClasses.EndsWord);
        if (lower > end)
        {
            return lower;
        }

        return lastEnding > start ? lastEnding : end > start ? -end : start;
    }

    private static int NumberEnd(ReadOnlySpan<char> text, int end)
    {
        for (int more = 2; more > 0 && end < text.Length; more--)
        {
            if ((CharacterClass.At(text, end, out int length) & CharacterClasses.Number) == CharacterClasses.None)
            {
                break;
            }

            end += length;
        }

        return end;
    }

    private static int SymbolsEnd(BytePairPattern pattern, ReadOnlySpan<char> text, int start, CharacterClasses first, int length)
    {
        int symbols = text[start] == ' ' ? start + length : start;
        int end = symbols;
        while (end < text.Length && (CharacterClass.At(text, end, out length) & NeverSymbol) == CharacterClasses.None)
        {
            end += length;
        }

        if (end == symbols)
        {
            return start;
        }

        while (end < text.Length && (text[end] is '\r' or '\n' || (text[end] == '/' && pattern == BytePairPattern.O200k)))
        {
            end++;
        }

        return end;
    }

    private static int SpaceEnd(ReadOnlySpan<char> text, int start)
    {
        int end = start;
        int afterNewline = start;
        CharacterClasses c;
        for (; end < text.Length && ((c = CharacterClass.At(text, end, out _)) & CharacterClasses.Space) != CharacterClasses.None; end++)
        {
            afterNewline = (c & CharacterClasses.Newline) != CharacterClasses.None ? end + 1 : afterNewline;
        }

        if (afterNewline > start)
        {
            return afterNewline;
        }

        // The last space is left to the word after it, unless it is the only one.
        return end < text.Length && end - start > 1 ? end - 1 : end;
    }

    private static int RunEnd(ReadOnlySpan<char> text, int end, CharacterClasses classes)
    {
        while (end < text.Length && (CharacterClass.At(text, end, out int length) & classes) != CharacterClasses.None)
        {
            end += length;
        }

        return end;
    }

    // The end of 's, 't, 're, 've, 'm, 'll or 'd in any case, or the place itself. The long s (U+017F) is an s in another case.
    private static int ContractionEnd(ReadOnlySpan<char> text, int start)
    {
        if (start + 1 >= text.Length || text[start] != '\'')
        {
            return start;
        }

        char second = start + 2 < text.Length ? char.ToLowerInvariant(text[start + 2]) : '\0';
        return (char.ToLowerInvariant(text[start + 1]), second) switch
        {
            ('s' or '\u017F' or 't' or 'm' or 'd', _) => start + 2,
            ('r', 'e') or ('v', 'e') or ('l', 'l') => start + 3,
            _ => start,
        };
    }
}
