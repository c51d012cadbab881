namespace AiOs;

/// <summary>Cuts a text to a number of tokens, at the end of a word.</summary>
internal static class TokenCut
{
    /// <summary>Gives as many whole words from the start of a text as fit; nothing where not even the first does.</summary>
    public static string ToBudget(string text, int budgetTokens, ITokenCounter counter)
    {
        if (counter.CountTokens(text) <= budgetTokens)
        {
            return text;
        }

        var ends = Enumerable.Range(1, Math.Max(0, text.Length - 1))
            .Where(i => char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1])).ToList();
        int fits = 0;
        int tooLong = ends.Count;
        while (fits < tooLong)
        {
            int middle = (fits + tooLong) / 2;
            if (counter.CountTokens(text.AsSpan(0, ends[middle])) <= budgetTokens)
            {
                fits = middle + 1;
            }
            else
            {
                tooLong = middle;
            }
        }

        // Halving takes for granted that more words are never fewer tokens; where a counter does not, fewer words are tried.
        while (fits > 0 && counter.CountTokens(text.AsSpan(0, ends[fits - 1])) > budgetTokens)
        {
            fits--;
        }

        return fits == 0 ? "" : text[..ends[fits - 1]];
    }
}
