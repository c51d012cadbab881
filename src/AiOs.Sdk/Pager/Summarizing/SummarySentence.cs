namespace AiOs;

/// <summary>One sentence of a page, and what it says.</summary>
/// <param name="Text">The sentence as it is written, on one line.</param>
/// <param name="Words">Its different words: stems, without those that say nothing.</param>
internal sealed record SummarySentence(string Text, IReadOnlyList<string> Words)
{
    private const int MaxLength = 600; // Characters. What is longer is cut there, as a text without sentences is.
    private const int MaxSentences = 4_096; // Of all pages together: the choice looks at every one, many times.

    /// <summary>Adds the sentences of a text that say something.</summary>
    public static void Split(string text, List<SummarySentence> sentences)
    {
        int start = 0;
        for (int i = 0; i < text.Length && sentences.Count < MaxSentences; i++)
        {
            bool isEnd = i == text.Length - 1 || text[i] == '\n' || i - start == MaxLength - 1
                || text[i] is '。' or '！' or '？'
                || (text[i] is '.' or '!' or '?' && char.IsWhiteSpace(text[i + 1]));
            if (!isEnd)
            {
                continue;
            }

            bool splitsPair = char.IsHighSurrogate(text[i]) && i > start; // Never half a character.
            int end = splitsPair ? i : i + 1;
            string sentence = text[start..end].Trim();
            start = end;
            if (WordsOf(sentence) is { Count: > 0 } words)
            {
                sentences.Add(new SummarySentence(sentence, words));
            }
        }
    }

    /// <summary>Gives the different words of a text, in the order in which they come.</summary>
    public static IReadOnlyList<string> WordsOf(string text)
    {
        Span<char> buffer = stackalloc char[WordReader.BufferLength];
        var reader = new WordReader(text, buffer);
        var words = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            if (!reader.IsStopWord && reader.Stem.ToString() is var word && known.Add(word))
            {
                words.Add(word);
            }
        }

        return words;
    }
}
