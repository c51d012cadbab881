using System.Text;

namespace AiOs;

/// <summary>Reads words as people do: by what letters look like.</summary>
internal static class LookAlikes
{
    // Letters of other alphabets that most typefaces draw like Latin ones. Lower case; place for place the same.
    private const string Foreign = "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
        + "\u03bf\u03b1\u03c1\u03bd\u03b9\u03c5\u0131";
    private const string Latin = "aeopcxyijshdqwoapviui";

    // What digits stand for within words.
    private const string Digits = "013457";
    private const string Letters = "oieast";

    /// <summary>Gives the folded form of a word of letters and digits in lower case.</summary>
    public static string Fold(StringBuilder word)
    {
        int latin = 0;
        int letters = 0;
        int digits = 0;
        int foreign = 0;
        for (int i = 0; i < word.Length; i++)
        {
            char c = word[i];
            latin += char.IsAsciiLetter(c) ? 1 : 0;
            letters += char.IsLetter(c) ? 1 : 0;
            digits += char.IsDigit(c) ? 1 : 0;
            foreign += Foreign.Contains(c, StringComparison.Ordinal) ? 1 : 0;
        }

        // A word in another alphabet stays as it is, unless every letter of it passes for Latin.
        bool isLatin = latin + foreign == letters;
        bool isWord = letters >= 2 && letters >= digits;
        var folded = new StringBuilder(word.Length);
        for (int i = 0; i < word.Length; i++)
        {
            char c = word[i];
            int at = isLatin ? Foreign.IndexOf(c, StringComparison.Ordinal) : -1;
            int digit = isWord ? Digits.IndexOf(c, StringComparison.Ordinal) : -1;
            folded.Append(at >= 0 ? Latin[at] : digit >= 0 ? Letters[digit] : char.IsDigit(c) ? '0' : c);
        }

        return folded.ToString();
    }
}
