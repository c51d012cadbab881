using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>Says the class of a character by a table of the basic plane.</summary>
internal static class CharacterClass
{
    private static readonly CharacterClasses[] Table = CreateTable();

    /// <summary>Gets the class of the character at a place, and its length.</summary>
    /// <param name="text">The text.</param>
    /// <param name="index">A place within it.</param>
    /// <param name="length">Receives 2 for a pair of surrogates, otherwise 1.</param>
    /// <returns>The classes; none for punctuation, symbols, and for half a pair, as for U+FFFD.</returns>
    public static CharacterClasses At(ReadOnlySpan<char> text, int index, out int length)
    {
        char character = text[index];
        length = 1;
        if (char.IsHighSurrogate(character) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            length = 2;
            return Of(Rune.GetUnicodeCategory(new Rune(character, text[index + 1])));
        }

        return Table[character];
    }

    private static CharacterClasses[] CreateTable()
    {
        var table = new CharacterClasses[char.MaxValue + 1];
        for (int i = 0; i < table.Length; i++)
        {
            char character = (char)i;
            table[i] = Of(char.GetUnicodeCategory(character)) | (char.IsWhiteSpace(character) ? CharacterClasses.Space : CharacterClasses.None);
        }

        table['\n'] |= CharacterClasses.Newline;
        table['\r'] |= CharacterClasses.Newline;
        return table;
    }

    private static CharacterClasses Of(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharacterClasses.Upper,
        UnicodeCategory.LowercaseLetter => CharacterClasses.Lower,
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterClasses.Caseless,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharacterClasses.Mark,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClasses.Number,
        _ => CharacterClasses.None,
    };
}
