using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>Tells words, ideographs, pictures and what stands between them apart. Threads: stateless. Allocates nothing.</summary>
internal static class CharacterKinds
{
    /// <summary>Gives the kind of a character.</summary>
    /// <param name="text">A text.</param>
    /// <param name="at">Where the character begins.</param>
    /// <param name="width">Of how many UTF-16 units it is.</param>
    public static CharacterKind At(ReadOnlySpan<char> text, int at, out int width)
    {
        char c = text[at];
        width = 1;
        if (c < '\u0080')
        {
            return char.IsAsciiLetterOrDigit(c) ? CharacterKind.Word : CharacterKind.Other;
        }

        if (!char.IsSurrogate(c))
        {
            return KindOf(c);
        }

        if (at + 1 == text.Length || !Rune.TryCreate(c, text[at + 1], out var rune))
        {
            return CharacterKind.Other;
        }

        width = 2;
        if (IsFlagHalf(rune) && at + 3 < text.Length && Rune.TryCreate(text[at + 2], text[at + 3], out var half) && IsFlagHalf(half))
        {
            width = 4;
        }

        return KindOf(rune);
    }

    /// <summary>Finds the end of what belongs to the character before a place: accents, vowel signs, the colour of a hand.</summary>
    public static int SkipMarks(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && At(text, at, out int width) == CharacterKind.Mark)
        {
            at += width;
        }

        return at;
    }

    private static bool IsFlagHalf(Rune rune) => rune.Value is >= 0x1f1e6 and <= 0x1f1ff;

    private static CharacterKind KindOf(char c)
    {
        if (c is (>= '\u3400' and <= '\u9fff') or (>= '\u3005' and <= '\u3007') or (>= '\uf900' and <= '\ufaff'))
        {
            return CharacterKind.Ideograph;
        }

        bool isMark = TextFolding.IsLeftOut(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
        if (isMark)
        {
            return CharacterKind.Mark;
        }

        if (char.IsLetterOrDigit(c))
        {
            return c == '\u02bc' ? CharacterKind.Other // An apostrophe.
                : IsUnspaced(c) ? CharacterKind.Unspaced : CharacterKind.Word;
        }

        bool isPicture = c is (>= '\u2300' and <= '\u23ff') or (>= '\u2600' and <= '\u27bf') or (>= '\u2b00' and <= '\u2bff');
        return isPicture && char.GetUnicodeCategory(c) == UnicodeCategory.OtherSymbol ? CharacterKind.Symbol : CharacterKind.Other;
    }

    private static CharacterKind KindOf(Rune rune) => rune.Value switch
    {
        >= 0x20000 and <= 0x323af => CharacterKind.Ideograph,
        >= 0x1f3fb and <= 0x1f3ff => CharacterKind.Mark, // Colours of skin.
        >= 0xe0000 and <= 0xe01ef => CharacterKind.Mark, // Tags, and variants of how a character is drawn.
        _ when Rune.IsLetterOrDigit(rune) => CharacterKind.Word,
        _ => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.OtherSymbol => CharacterKind.Symbol,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => CharacterKind.Mark,
            _ => CharacterKind.Other,
        },
    };

    // Thai, Lao, Myanmar, Khmer, kana, Bopomofo, Hangul (whose words carry their endings), and kana of half the width.
    private static bool IsUnspaced(char c) => c is (>= '\u0e00' and <= '\u0eff') or (>= '\u1000' and <= '\u109f') or (>= '\u1780' and <= '\u17ff')
        or (>= '\u3040' and <= '\u312f') or (>= '\uac00' and <= '\ud7a3') or (>= '\uff66' and <= '\uff9f');
}
