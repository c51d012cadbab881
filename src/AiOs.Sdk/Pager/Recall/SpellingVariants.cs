using System.Collections.Frozen;

namespace AiOs;

/// <summary>Leads British spellings to American ones by their endings, so that "organised" finds "organize" and "harbour" finds "harbor".</summary>
/// <remarks>General rules of spelling; words that follow none are in <see cref="IrregularForms"/>. Threads: stateless. Allocates nothing.</remarks>
internal static class SpellingVariants
{
    private static readonly string[] TailsOfOur =
    [
        "", "s", "ed", "ing", "er", "ers", "ful", "fully", "less", "able", "ably", "y", "ism", "al", "hood", "hoods", "ly", "ist", "ists", "ite", "ites",
    ];

    private static readonly string[] TailsOfIs = ["e", "es", "ed", "ing", "er", "ers", "ation", "ations", "able"];

    // What stands before "-ise" in words that nobody writes with a z.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> NeverWithZ = FrozenSet.ToFrozenSet(
        """
        adv advert appr ar chast cer chem circumc clockw compr comprom conc dem desp dev enterpr exc exerc expert franch improv inc
        likew merchand moonr otherw parad pract prec prem prom repr rev sunr superv surm surpr telev treat upr val
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Respells a word.</summary>
    /// <param name="word">The word in lower case, of letters from a to z; changed in place.</param>
    /// <returns>Its length, which is never greater than before.</returns>
    public static int Respell(Span<char> word)
    {
        if (word.Length < 5)
        {
            return word.Length;
        }

        int length = RemoveU(word);
        var text = word[..length];
        ReplaceS(text);
        int end = text[^1] == 's' ? length - 1 : length;
        text = text[..end];
        if (end >= 5 && (text.EndsWith("tre") || text.EndsWith("bre")))
        {
            (text[^2], text[^1]) = ('e', 'r');
        }
        else if (end > 5 && text.EndsWith("logue"))
        {
            return end - 2;
        }

        return length;
    }

    private static int RemoveU(Span<char> word)
    {
        int at = word.LastIndexOf("our");
        if (at < 2 || !EnglishStemmer.HasVowel(word[..at]) || !IsOneOf(TailsOfOur, word[(at + 3)..]))
        {
            return word.Length;
        }

        word[(at + 2)..].CopyTo(word[(at + 1)..]);
        return word.Length - 1;
    }

    // "-ise" behind a consonant, and "-alyse".
    private static void ReplaceS(Span<char> word)
    {
        int at = word.LastIndexOf("is");
        int alyse = word.LastIndexOf("alys");
        if (alyse >= 0 && IsOneOf(TailsOfIs, word[(alyse + 4)..]) && !word.EndsWith("es"))
        {
            word[alyse + 3] = 'z';
        }
        else if (at >= 3 && IsOneOf(TailsOfIs, word[(at + 2)..]) && word[at - 1] is not ('a' or 'e' or 'i' or 'o' or 'u')
            && EnglishStemmer.HasVowel(word[..at]) && !NeverWithZ.Contains(word[..at]))
        {
            word[at + 1] = 'z';
        }
    }

    private static bool IsOneOf(string[] tails, ReadOnlySpan<char> tail)
    {
        foreach (string known in tails)
        {
            if (tail.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }
}
