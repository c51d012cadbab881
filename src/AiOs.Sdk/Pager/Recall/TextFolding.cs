using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>Leads characters that people use for one another to one: "É" and "e" with an accent behind it to "e", "Ｂ" to "b", "٣" to "3".</summary>
/// <remarks>
/// Who searches leaves accents out, and the same accent is written in two ways that look alike. Tables of its own, because .NET knows no decompositions where
/// the host has switched globalization off, and an index must not depend on that. Threads: stateless. Allocates nothing.
/// </remarks>
internal static class TextFolding
{
    // The letter that each of these becomes, from U+00C0, U+01CD, U+0386, U+0400 and U+1E00 on, as Unicode decomposes them.
    private const string Latin =
        "aaaaaaæceeeeiiiidnooooo×ouuuuyþßaaaaaaæceeeeiiiidnooooo÷ouuuuyþyaaaaaaccccccccddddeeeeeeeeeegggggggg" +
        "hhhhiiiiiiiiiiĳĳjjkkĸllllllŀŀllnnnnnnŉŋŋooooooœœrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    private const string LatinExtended =
        "aaiioouuuuuuuuuuǝaaaaææǥǥggkkooooʒʒjǳǳǳggƕƿnnaaææooaaaaeeeeiiiioooorrrruuuussttȝȝhhƞȡȣȣȥȥaaeeooooooooyy";

    private const string Greek =
        "α·εηι΋ο΍υωιαβγδεζηθικλμνξοπρ΢στυφχψωιυαεηιυαβγδεζηθικλμνξοπρσστυφχψωιυουω";

    private const string Cyrillic = "ееђгєѕііјљњћкиуџабвгдежзииклмнопрстуфхцчшщъыьэюяабвгдежзииклмнопрстуфхцчшщъыьэюяееђгєѕііјљњћкиуџ";

    private const string LatinAdditional =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwww" +
        "xxxxyyzzzzzzhtwyẚſẜẝßẟaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyỻỻỽỽỿỿ";

    /// <summary>Folds a word.</summary>
    /// <param name="word">The word as it is written.</param>
    /// <param name="folded">Receives the word in lower case; what does not fit is left out.</param>
    /// <returns>How many characters were written; none where the word has nothing but marks.</returns>
    public static int Fold(ReadOnlySpan<char> word, Span<char> folded)
    {
        var head = word[..Math.Min(word.Length, folded.Length)];
        if (Ascii.ToLower(head, folded, out int length) == System.Buffers.OperationStatus.Done && word.Length <= folded.Length)
        {
            return length;
        }

        length = 0;
        for (int i = 0; i < word.Length && length < folded.Length; i++)
        {
            length += FoldOne(word[i], folded[length..]);
        }

        return length;
    }

    /// <summary>Tells whether a character only changes the one before it, or how it is drawn: a word is the same without.</summary>
    /// <remarks>Accents, vowel points of Hebrew and Arabic, soft hyphens, joiners. Not the vowel signs of Indian scripts.</remarks>
    public static bool IsLeftOut(char c) =>
        c is (>= '\u0300' and <= '\u036f') or '\u00ad' or '\u200c' or '\u200d' or '\u2060' or '\ufeff' or (>= '\ufe00' and <= '\ufe0f')
            or (>= '\u0591' and <= '\u05bd') or '\u05bf' or '\u05c1' or '\u05c2' or '\u05c4' or '\u05c5' or '\u05c7'
            or (>= '\u0610' and <= '\u061a') or '\u0640' or (>= '\u064b' and <= '\u065f') or '\u0670';

    private static int FoldOne(char c, Span<char> folded)
    {
        if (IsLeftOut(c))
        {
            return 0;
        }

        char letter = LetterOf(c);
        string? letters = letter switch { 'ß' => "ss", 'æ' => "ae", 'œ' => "oe", 'þ' => "th", 'ĳ' => "ij", _ => null };
        if (letters is null || folded.Length < 2)
        {
            folded[0] = letter;
            return 1;
        }

        letters.CopyTo(folded);
        return 2;
    }

    private static char LetterOf(char c) => c switch
    {
        < '\u0080' => char.ToLowerInvariant(c),
        >= '\u00c0' and <= '\u017f' => Latin[c - '\u00c0'],
        '\u01a0' or '\u01a1' => 'o',
        '\u01af' or '\u01b0' => 'u',
        >= '\u01cd' and <= '\u0233' => LatinExtended[c - '\u01cd'],
        >= '\u0386' and <= '\u03ce' => Greek[c - '\u0386'],
        >= '\u0400' and <= '\u045f' => Cyrillic[c - '\u0400'],
        >= '\u1e00' and <= '\u1eff' => LatinAdditional[c - '\u1e00'],
        '\u0622' or '\u0623' or '\u0625' => '\u0627', // Alif with what stands on it.
        '\u0629' => '\u0647', // At the end of a word people write one for the other, as the next two.
        '\u0649' => '\u064a',
        >= '\uff01' and <= '\uff5e' => char.ToLowerInvariant((char)(c - 0xfee0)), // As wide as an ideograph.
        _ => CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit ? (char)('0' + digit) : char.ToLowerInvariant(c),
    };
}
