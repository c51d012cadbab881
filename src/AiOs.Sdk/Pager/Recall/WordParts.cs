namespace AiOs;

/// <summary>Finds words written together in one: "getUserName", "HTTPServer", "5pm".</summary>
internal static class WordParts
{
    private const int MaxParts = 6; // What has more is no name, but a code: "3f9a1c2e".

    /// <summary>Tells whether a word consists of several.</summary>
    public static bool AreIn(ReadOnlySpan<char> word)
    {
        if (!char.IsAsciiDigit(word[0]) && !word[1..].ContainsAnyExceptInRange('a', 'z'))
        {
            return false; // As nearly every word.
        }

        int parts = 0;
        for (int at = 0; at < word.Length && parts <= MaxParts; parts++)
        {
            at = EndOf(word, at);
        }

        return parts is > 1 and <= MaxParts;
    }

    /// <summary>Finds where the part ends that begins at a place.</summary>
    public static int EndOf(ReadOnlySpan<char> word, int start)
    {
        int at = start + 1;
        while (at < word.Length && !IsBoundary(word, start, at))
        {
            at++;
        }

        return at;
    }

    /// <summary>Tells whether a part says something: not a single letter, unless a number begins the word, and not the ending of "9th".</summary>
    public static bool SaysSomething(ReadOnlySpan<char> word, int start, int end)
    {
        bool followsNumber = start > 0 && char.IsAsciiDigit(word[start - 1]);
        return end - start > 1
            ? !(followsNumber && word[start..end] is "st" or "nd" or "rd" or "th")
            : start == 0 && char.IsAsciiDigit(word[0]);
    }

    // Between digits and letters, before a capital letter behind a small one, and before the last of several that small ones follow. "DVDs" is one.
    private static bool IsBoundary(ReadOnlySpan<char> word, int start, int at)
    {
        char before = word[at - 1];
        char after = word[at];
        if (char.IsAsciiLetter(before) && char.IsAsciiLetter(after))
        {
            bool isUpper = char.IsAsciiLetterUpper(after);
            return isUpper && (char.IsAsciiLetterLower(before)
                || (at > start && at + 2 < word.Length && char.IsAsciiLetterLower(word[at + 1]) && char.IsAsciiLetterLower(word[at + 2])));
        }

        return (char.IsAsciiDigit(before) && char.IsAsciiLetter(after)) || (char.IsAsciiLetter(before) && char.IsAsciiDigit(after));
    }
}
