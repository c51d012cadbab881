using System.Text;

namespace AiOs;

/// <summary>Turns text into places of a table: its words, pairs of words, and pieces of words of four letters.</summary>
/// <remarks>Source: Weinberger et al., "Feature hashing for large scale multitask learning", arXiv:0902.2206.</remarks>
internal static class TextGrams
{
    private const int PieceLength = 4;

    /// <summary>Gives the words of a text: lower case, letters written alike made alike, digits made 0.</summary>
    public static List<string> WordsOf(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        string folded = IsFormed(text) ? text.Normalize(NormalizationForm.FormKC) : text;
        foreach (char c in folded)
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.IsDigit(c) ? '0' : char.ToLowerInvariant(c));
            }
            else if (c is not ('\'' or '’') && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
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
