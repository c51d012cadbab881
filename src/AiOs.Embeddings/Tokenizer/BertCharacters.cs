using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>The classes of characters that BERT's basic tokenization knows.</summary>
/// <remarks>Source: Devlin et al., arXiv:1810.04805, and the tokenizers that ship with its models.</remarks>
internal static class BertCharacters
{
    private const int HangulFirst = 0xAC00;
    private const int HangulLast = 0xD7A3;
    private const int TrailingJamos = 28;
    private const int VowelsTimesTrailing = 21 * TrailingJamos;

    public static bool IsDropped(Rune rune) =>
        rune.Value is 0 or 0xFFFD
        || (rune.Value is not ('\t' or '\n' or '\r')
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate);

    public static bool IsChinese(int code) => code
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2CEAF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    public static bool IsPunctuation(Rune rune) =>
        rune.IsAscii
            ? rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
            : Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
                or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
                or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    public static bool IsAccent(Rune rune) => !rune.IsAscii && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;

    /// <summary>Decomposes a Hangul syllable into its two or three letters (The Unicode Standard, 3.12).</summary>
    /// <returns>How many letters were written; 0 for what is not a syllable.</returns>
    public static int DecomposeHangul(int code, Span<int> letters)
    {
        if (code is < HangulFirst or > HangulLast)
        {
            return 0;
        }

        int index = code - HangulFirst;
        letters[0] = 0x1100 + (index / VowelsTimesTrailing);
        letters[1] = 0x1161 + (index % VowelsTimesTrailing / TrailingJamos);
        letters[2] = 0x11A7 + (index % TrailingJamos);
        return index % TrailingJamos == 0 ? 2 : 3;
    }
}
