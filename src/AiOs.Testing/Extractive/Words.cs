using System.Text;

namespace AiOs;

/// <summary>Turns text into comparable words: lower case, without endings and without words that say nothing.</summary>
internal static class Words
{
    private static readonly HashSet<string> Stop = new(
        ("a after also an and any are as at be been but by can could did do does for from had has have he her his how i if in into is it its me my "
         + "of on or our shall she should so some such than that the their them then there these they this those to us was we were what when where "
         + "which who whom whose why will with would you your tell about please happen happens happened").Split(' '),
        StringComparer.Ordinal);

    /// <summary>Gives the words that carry meaning, in order, repetitions included.</summary>
    public static List<string> Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune));
                continue;
            }

            Flush(words, word);
        }

        Flush(words, word);
        return words;
    }

    // A light stemmer: enough to let "evicted", "evicts" and "eviction" meet, and short words stay as they are.
    public static string Stem(string word)
    {
        ReadOnlySpan<string> endings = ["ations", "ation", "ings", "ions", "ing", "ion", "ies", "ed", "es", "ly", "s", "e"];
        foreach (string ending in endings)
        {
            if (word.Length - ending.Length >= 4 && word.EndsWith(ending, StringComparison.Ordinal))
            {
                word = word[..^ending.Length];
                break;
            }
        }

        // "uses" and "use", "maps" and "map"; not "class".
        if (word.Length == 4 && word[3] == 's' && word[2] != 's')
        {
            word = word[..3];
        }

        // "stopped" and "stop", "controlling" and "control".
        return word.Length > 4 && word[^1] == word[^2] ? word[..^1] : word;
    }

    private static void Flush(List<string> words, StringBuilder word)
    {
        if (word.Length == 0)
        {
            return;
        }

        string text = word.ToString();
        word.Clear();
        if (!Stop.Contains(text))
        {
            words.Add(Stem(text));
        }
    }
}
