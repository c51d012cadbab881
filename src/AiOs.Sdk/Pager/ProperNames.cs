namespace AiOs;

/// <summary>Finds the names in a text by how they are written: capital letters where no sentence begins.</summary>
/// <remarks>For languages that write only names so. No dictionary and no model: a hint of what a page is about, not a judgement.</remarks>
internal static class ProperNames
{
    private const int MaxNames = 4;
    private const int MaxLength = 24; // Characters of one name.
    private const int MaxScanned = 8_192; // Characters: what a stub costs has an end.

    /// <summary>Gives the first names of a text that stand behind a place in it and not before, with commas between them; empty for none.</summary>
    public static string In(string text, int beyond)
    {
        var names = new List<string>(MaxNames);
        int end = Math.Min(text.Length, MaxScanned);
        bool isOpening = true;
        for (int at = 0; at < end && names.Count < MaxNames;)
        {
            if (!char.IsLetterOrDigit(text[at]))
            {
                isOpening |= text[at] is '.' or '!' or '?' or ':' or '\n' or '"' or '(' or '-';
                at++;
                continue;
            }

            int start = at;
            at = EndOfName(text, at, end);
            bool isName = char.IsUpper(text[start]) && !isOpening && at - start is > 1 and <= MaxLength && start >= beyond;
            if (isName && !IsKnown(text.AsSpan(start, at - start), names, text.AsSpan(0, beyond)))
            {
                names.Add(text[start..at]);
            }

            isOpening = false;
        }

        return string.Join(", ", names);
    }

    // A word, and while capital letters begin the words after it, those too: "New York".
    private static int EndOfName(string text, int at, int end)
    {
        bool isUpper = char.IsUpper(text[at]);
        while (true)
        {
            while (at < end && (char.IsLetterOrDigit(text[at]) || text[at] is '\'' or '’'))
            {
                at++;
            }

            if (!isUpper || at + 1 >= end || text[at] != ' ' || !char.IsUpper(text[at + 1]))
            {
                return at;
            }

            at++;
        }
    }

    private static bool IsKnown(ReadOnlySpan<char> name, List<string> names, ReadOnlySpan<char> before)
    {
        foreach (string known in names)
        {
            if (name.SequenceEqual(known))
            {
                return true;
            }
        }

        return before.Contains(name, StringComparison.Ordinal);
    }
}
