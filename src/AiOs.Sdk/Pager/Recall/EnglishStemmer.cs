namespace AiOs;

/// <summary>Cuts English words back to their stems, in place, so that "running" finds "run" and "quickly" finds "quick".</summary>
/// <remarks>
/// Source: Porter's second English stemmer, as described on snowballstem.org. Beside his first (Program 14(3), 1980) it leads "tries" to "try", "pies" to "pie"
/// and "quickly" to "quick", keeps "virus" and "bus" whole, and "enjoys" beside "enjoyment". Beyond it, "slowly" and "happily" lose their ending too.
/// Words that are not all of a to z, or are shorter than three letters, stay as they are. Threads: stateless.
/// </remarks>
internal static class EnglishStemmer
{
    // Of those that fit a word the first counts, so that longer ones stand before what they end in.
    private static readonly (string Suffix, string Stem)[] Step2 =
    [
        ("ational", "ate"), ("fulness", "ful"), ("iveness", "ive"), ("ization", "ize"), ("ousness", "ous"), ("biliti", "ble"), ("lessli", "less"),
        ("tional", "tion"), ("alism", "al"), ("aliti", "al"), ("ation", "ate"), ("entli", "ent"), ("fulli", "ful"), ("iviti", "ive"),
        ("ousli", "ous"), ("abli", "able"), ("alli", "al"), ("anci", "ance"), ("ator", "ate"), ("enci", "ence"), ("izer", "ize"), ("bli", "ble"),
        ("logi", "log"),
    ];

    private static readonly (string Suffix, string Stem)[] Step3 =
    [
        ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ical", "ic"), ("ness", ""), ("ful", ""),
    ];

    private static readonly string[] Step4 =
    [
        "ement", "ment", "ance", "ence", "able", "ible", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "al", "er", "ic",
    ];

    // What begins so is cut behind it only: "university" is no "universe", "generally" no "generous".
    private static readonly string[] Beginnings = ["gener", "commun", "arsen", "univers", "later", "emerg", "organ", "inter", "past"];

    /// <summary>Stems a word.</summary>
    /// <param name="word">The word in lower case; changed in place.</param>
    /// <returns>The length of the stem.</returns>
    public static int Stem(Span<char> word)
    {
        if (word.Length < 3 || word.ContainsAnyExceptInRange('a', 'z') || IsWhole(word))
        {
            return word.Length;
        }

        if (word is "gently" or "idly" or "singly")
        {
            return word.Length - 1; // "Gentle", not "gent".
        }

        MarkConsonants(word);
        int first = FirstRegion(word);
        int second = Region(word, first);
        int length = RemovePlural(word);
        if (!IsWholeSingular(word[..length]))
        {
            length = RemovePast(word, length, first);
            length = ReplaceFinalY(word, length);
            length = RemoveLi(word, Replace(word, length, first, Step2), first);
            length = RemoveAtive(word, Replace(word, length, first, Step3), second);
            length = RemoveSuffix(word, length, second);
            length = RemoveFinal(word, length, first, second);
        }

        word[..length].Replace('Y', 'y');
        return length;
    }

    /// <summary>Tells whether a text has a vowel: one of a, e, i, o, u and y.</summary>
    public static bool HasVowel(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (IsVowel(c))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWhole(ReadOnlySpan<char> word) => word is "sky" or "news" or "atlas" or "cosmos" or "bias" or "ugly" or "early";

    private static bool IsWholeSingular(ReadOnlySpan<char> word) =>
        word is "inning" or "outing" or "canning" or "herring" or "earring" or "evening" or "proceed" or "exceed" or "succeed";

    // A y that begins a word or stands behind a vowel is a consonant, and written Y until the end.
    private static void MarkConsonants(Span<char> word)
    {
        for (int i = 0; i < word.Length; i++)
        {
            if (word[i] == 'y' && (i == 0 || IsVowel(word[i - 1])))
            {
                word[i] = 'Y';
            }
        }
    }

    // Where the first region begins: behind the first consonant after a vowel.
    private static int FirstRegion(ReadOnlySpan<char> word)
    {
        foreach (string beginning in Beginnings)
        {
            if (word.StartsWith(beginning))
            {
                return beginning.Length;
            }
        }

        return Region(word, 0);
    }

    private static int Region(ReadOnlySpan<char> word, int from)
    {
        int at = from;
        while (at < word.Length && !IsVowel(word[at]))
        {
            at++;
        }

        while (at < word.Length && IsVowel(word[at]))
        {
            at++;
        }

        return Math.Min(at + 1, word.Length);
    }

    private static int RemovePlural(ReadOnlySpan<char> word)
    {
        if (word.EndsWith("sses"))
        {
            return word.Length - 2;
        }

        if (word.EndsWith("ies") || word.EndsWith("ied"))
        {
            return word.Length - (word.Length > 4 ? 2 : 1);
        }

        bool isPlural = word[^1] == 's' && word[^2] is not ('s' or 'u') && HasVowel(word[..^2]);
        return isPlural ? word.Length - 1 : word.Length;
    }

    private static int RemovePast(Span<char> word, int length, int first)
    {
        ReadOnlySpan<char> text = word[..length];
        int eed = text.EndsWith("eedly") ? 5 : text.EndsWith("eed") ? 3 : 0;
        if (eed > 0)
        {
            return length - eed >= first ? length - eed + 2 : length;
        }

        int suffix = text.EndsWith("ingly") ? 5 : text.EndsWith("edly") ? 4 : text.EndsWith("ing") ? 3 : text.EndsWith("ed") ? 2 : 0;
        if (suffix == 0 || !HasVowel(text[..^suffix]))
        {
            return length;
        }

        text = text[..^suffix];
        if (text.EndsWith("at") || text.EndsWith("bl") || text.EndsWith("iz"))
        {
            word[text.Length] = 'e';
            return text.Length + 1;
        }

        if (EndsWithDouble(text))
        {
            return text.Length == 3 && text[0] is 'a' or 'e' or 'o' ? text.Length : text.Length - 1; // "Add" and "egg" stay.
        }

        if (first >= text.Length && EndsWithShortSyllable(text))
        {
            word[text.Length] = 'e';
            return text.Length + 1;
        }

        return text.Length;
    }

    private static int ReplaceFinalY(Span<char> word, int length)
    {
        if (length > 2 && word[length - 1] is 'y' or 'Y' && !IsVowel(word[length - 2]))
        {
            word[length - 1] = 'i';
        }

        return length;
    }

    private static int Replace(Span<char> word, int length, int region, (string Suffix, string Stem)[] rules)
    {
        ReadOnlySpan<char> text = word[..length];
        foreach (var (suffix, stem) in rules)
        {
            if (text.EndsWith(suffix))
            {
                int start = length - suffix.Length;
                if (start < region)
                {
                    return length;
                }

                stem.CopyTo(word[start..]);
                return start + stem.Length;
            }
        }

        return length;
    }

    private static int RemoveLi(ReadOnlySpan<char> word, int length, int first)
    {
        bool isRest = length > 2 && length - 2 >= first && word[..length].EndsWith("li")
            && word[length - 3] is 'c' or 'd' or 'e' or 'g' or 'h' or 'i' or 'k' or 'm' or 'n' or 'r' or 't' or 'w';
        return isRest ? length - 2 : length;
    }

    private static int RemoveAtive(ReadOnlySpan<char> word, int length, int second) =>
        word[..length].EndsWith("ative") && length - 5 >= second ? length - 5 : length;

    private static int RemoveSuffix(ReadOnlySpan<char> word, int length, int second)
    {
        var text = word[..length];
        if (text.EndsWith("ion"))
        {
            return length - 3 >= second && length > 3 && text[^4] is 's' or 't' ? length - 3 : length;
        }

        foreach (string suffix in Step4)
        {
            if (text.EndsWith(suffix))
            {
                return length - suffix.Length >= second ? length - suffix.Length : length;
            }
        }

        return length;
    }

    private static int RemoveFinal(ReadOnlySpan<char> word, int length, int first, int second)
    {
        var rest = word[..(length - 1)];
        bool isRemoved = word[length - 1] switch
        {
            'e' => rest.Length >= second || (rest.Length >= first && !EndsWithShortSyllable(rest)),
            'l' => rest.Length >= second && rest[^1] == 'l',
            _ => false,
        };
        return isRemoved ? rest.Length : length;
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';


    private static bool EndsWithDouble(ReadOnlySpan<char> text) =>
        text.Length > 1 && text[^1] == text[^2] && text[^1] is 'b' or 'd' or 'f' or 'g' or 'm' or 'n' or 'p' or 'r' or 't';

    private static bool EndsWithShortSyllable(ReadOnlySpan<char> text) => text.Length switch
    {
        < 2 => false,
        2 => IsVowel(text[0]) && !IsVowel(text[1]),
        _ => text is "past" || (!IsVowel(text[^3]) && IsVowel(text[^2]) && !IsVowel(text[^1]) && text[^1] is not ('w' or 'x' or 'Y')),
    };
}
