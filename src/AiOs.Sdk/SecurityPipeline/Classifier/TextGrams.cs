using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>Turns text into places of a table: its words, pairs of words, and pieces of words of four letters.</summary>
/// <remarks>Source: Weinberger et al., "Feature hashing for large scale multitask learning", arXiv:0902.2206.</remarks>
internal static class TextGrams
{
    private const int PieceLength = 4;
    private const int ApartLetters = 4;

    /// <summary>Gives the words of a text: lower case, what reads alike made alike, digits made 0.</summary>
    /// <remarks>
    /// What people read as one word is one word: marks over letters and characters that show nothing are left out, letters of other
    /// alphabets that look Latin count as Latin within a Latin word, digits count as the letters that they stand for within a word, and
    /// letters that stand apart run together.
    /// </remarks>
    public static List<string> WordsOf(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        string folded = IsFormed(text) ? text.Normalize(NormalizationForm.FormKD) : text;
        foreach (char c in folded)
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (c is not ('\'' or '’') && !IsInvisible(c) && word.Length > 0)
            {
                words.Add(LookAlikes.Fold(word));
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(LookAlikes.Fold(word));
        }

        return JoinLetters(words);
    }

    /// <summary>Gives the places of words, each once, in ascending order.</summary>
    public static int[] PlacesOf(IReadOnlyList<string> words, int bits)
    {
        var places = new SortedSet<int>();
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            places.Add(Place('w', word, "", bits));
            if (i > 0)
            {
                places.Add(Place('p', words[i - 1], word, bits));
            }

            string padded = $"^{word}$";
            for (int at = 0; at + PieceLength <= padded.Length; at++)
            {
                places.Add(Place('c', padded.Substring(at, PieceLength), "", bits));
            }
        }

        return [.. places];
    }

    private static bool IsInvisible(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    // "i g n o r e" is one word to whoever reads it; "a b c" may be a list.
    private static List<string> JoinLetters(List<string> words)
    {
        var joined = new List<string>(words.Count);
        for (int i = 0; i < words.Count;)
        {
            int end = i;
            while (end < words.Count && words[end].Length == 1 && char.IsLetter(words[end][0]))
            {
                end++;
            }

            if (end - i >= ApartLetters)
            {
                joined.Add(string.Concat(words.GetRange(i, end - i)));
                i = end;
            }
            else
            {
                joined.Add(words[i++]);
            }
        }

        return joined;
    }

    private static bool IsFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false; // A half pair cannot be normalized.
            }
        }

        return true;
    }

    // FNV-1a with a last mixing, so that the low bits depend on all.
    private static int Place(char kind, string first, string second, int bits)
    {
        ulong hash = 14695981039346656037UL ^ kind;
        foreach (char c in first)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        hash = (hash ^ 0xFFFFUL) * 1099511628211UL;
        foreach (char c in second)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        hash ^= hash >> 32;
        hash *= 0x9E3779B97F4A7C15UL;
        return (int)(hash >> (64 - bits));
    }
}
