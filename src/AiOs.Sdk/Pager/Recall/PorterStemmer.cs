namespace AiOs;

/// <summary>Cuts English words back to their stems, in place, so that "running" finds "run".</summary>
/// <remarks>
/// Source: Porter, "An algorithm for suffix stripping", Program 14(3), 1980. Words that are not all of a to z, or are shorter than
/// three letters, stay as they are. Threads: stateless.
/// </remarks>
internal static class PorterStemmer
{
    private static readonly (string Suffix, string Stem)[] Step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"),
        ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"),
        ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"),
        ("biliti", "ble"),
    ];

    private static readonly (string Suffix, string Stem)[] Step3 =
    [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ];

    private static readonly string[] Step4 =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ou", "ism", "ate", "iti", "ous",
        "ive", "ize",
    ];

    /// <summary>Stems a word.</summary>
    /// <param name="word">The word in lower case; changed in place.</param>
    /// <returns>The length of the stem.</returns>
    public static int Stem(Span<char> word)
    {
        if (word.Length < 3 || word.ContainsAnyExceptInRange('a', 'z'))
        {
            return word.Length;
        }

        int length = RemovePlural(word, word.Length);
        length = RemovePast(word, length);
        if (length > 1 && word[length - 1] == 'y' && HasVowel(word[..(length - 1)]))
        {
            word[length - 1] = 'i';
        }

        length = Replace(word, length, Step2);
        length = Replace(word, length, Step3);
        length = RemoveSuffix(word, length);
        return RemoveFinalE(word, length);
    }

    private static int RemovePlural(Span<char> word, int length)
    {
        var text = word[..length];
        if (text.EndsWith("sses") || text.EndsWith("ies"))
        {
            return length - 2;
        }

        return text.EndsWith("s") && !text.EndsWith("ss") ? length - 1 : length;
    }

    private static int RemovePast(Span<char> word, int length)
    {
        var text = word[..length];
        if (text.EndsWith("eed"))
        {
            return Measure(text[..^3]) > 0 ? length - 1 : length;
        }

        int cut = text.EndsWith("ed") && HasVowel(text[..^2]) ? 2 : text.EndsWith("ing") && HasVowel(text[..^3]) ? 3 : 0;
        if (cut == 0)
        {
            return length;
        }

        text = text[..^cut];
        if (text.EndsWith("at") || text.EndsWith("bl") || text.EndsWith("iz"))
        {
            word[text.Length] = 'e';
            return text.Length + 1;
        }

        if (EndsWithDoubleConsonant(text) && text[^1] is not ('l' or 's' or 'z'))
        {
            return text.Length - 1;
        }

        if (Measure(text) == 1 && EndsWithShortSyllable(text))
        {
            word[text.Length] = 'e';
            return text.Length + 1;
        }

        return text.Length;
    }

    private static int Replace(Span<char> word, int length, (string Suffix, string Stem)[] rules)
    {
        var text = word[..length];
        foreach (var (suffix, stem) in rules)
        {
            if (text.EndsWith(suffix))
            {
                int start = length - suffix.Length;
                if (Measure(text[..start]) == 0)
                {
                    return length;
                }

                stem.CopyTo(word[start..]);
                return start + stem.Length;
            }
        }

        return length;
    }

    private static int RemoveSuffix(Span<char> word, int length)
    {
        var text = word[..length];
        if (text.EndsWith("ion"))
        {
            var stem = text[..^3];
            return stem.Length > 0 && stem[^1] is 's' or 't' && Measure(stem) > 1 ? stem.Length : length;
        }

        string longest = "";
        foreach (string suffix in Step4)
        {
            if (suffix.Length > longest.Length && text.EndsWith(suffix))
            {
                longest = suffix;
            }
        }

        int rest = length - longest.Length;
        return longest.Length > 0 && Measure(text[..rest]) > 1 ? rest : length;
    }

    private static int RemoveFinalE(Span<char> word, int length)
    {
        var text = word[..length];
        if (text[^1] == 'e')
        {
            var stem = text[..^1];
            int measure = Measure(stem);
            if (measure > 1 || (measure == 1 && !EndsWithShortSyllable(stem)))
            {
                return length - 1;
            }
        }

        return text.EndsWith("ll") && Measure(text) > 1 ? length - 1 : length;
    }

    // Porter's m: how many times a run of vowels is followed by a run of consonants.
    private static int Measure(ReadOnlySpan<char> text)
    {
        int measure = 0;
        bool wasVowel = false;
        for (int i = 0; i < text.Length; i++)
        {
            bool isVowel = IsVowel(text, i);
            measure += wasVowel && !isVowel ? 1 : 0;
            wasVowel = isVowel;
        }

        return measure;
    }

    private static bool HasVowel(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (IsVowel(text, i))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsVowel(ReadOnlySpan<char> text, int index) =>
        text[index] is 'a' or 'e' or 'i' or 'o' or 'u' || (text[index] == 'y' && index > 0 && !IsVowel(text, index - 1));

    private static bool EndsWithDoubleConsonant(ReadOnlySpan<char> text) =>
        text.Length > 1 && text[^1] == text[^2] && !IsVowel(text, text.Length - 1);

    private static bool EndsWithShortSyllable(ReadOnlySpan<char> text) =>
        text.Length > 2
        && !IsVowel(text, text.Length - 3) && IsVowel(text, text.Length - 2) && !IsVowel(text, text.Length - 1)
        && text[^1] is not ('w' or 'x' or 'y');
}
