using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Makes questions of documents themselves: each page must be found by something that it said.</summary>
/// <remarks>
/// <para>
/// A <c>heading</c> is taken out of its page, with everything else on its line, and must find what stood under it. One <c>sentence</c>, the middle
/// one, is taken out of a page that has at least four, and must find the rest. Of the longest sentence that is left, four <c>words</c> must find
/// the page that they stand in. So two of three kinds ask for something that is indexed nowhere, as people do.
/// </para>
/// <para>Nothing is drawn: the same files give the same questions. Code and tables are indexed, but ask nothing.</para>
/// </remarks>
internal static partial class KnownPages
{
    private const int MinSentences = 4;
    private const int MinWords = 6; // Of a sentence; shorter ones seldom say what they are about.
    private const int MaxWords = 40;
    private const int AskedWords = 4;
    private const int MinLetters = 4; // Of a word that is asked for.

    /// <summary>Takes what is asked for out of a page.</summary>
    /// <param name="number">The page's number.</param>
    /// <param name="text">The page.</param>
    /// <param name="questions">Receives the questions.</param>
    /// <returns>What is left to be indexed.</returns>
    public static string Ask(int number, string text, List<DocumentQuestion> questions)
    {
        string rest = TakeHeading(number, text, questions);
        var sentences = SentencesOf(rest);
        if (sentences.Count >= MinSentences)
        {
            string taken = sentences[sentences.Count / 2];
            questions.Add(new DocumentQuestion("sentence", taken, number));
            rest = rest.Replace(taken, "", StringComparison.Ordinal);
            sentences = SentencesOf(rest);
        }

        if (sentences.MaxBy(static sentence => sentence.Length) is { } longest && WordsOf(longest) is { Length: >= AskedWords } words)
        {
            var asked = Enumerable.Range(0, AskedWords).Select(i => words[i * words.Length / AskedWords]);
            questions.Add(new DocumentQuestion("words", string.Join(' ', asked), number));
        }

        return rest;
    }

    // Of several headings the last one names what follows. A page of nothing else stays as it is.
    private static string TakeHeading(int number, string text, List<DocumentQuestion> questions)
    {
        string[] lines = text.Split('\n');
        int first = Array.FindIndex(lines, static line => line.Length > 0 && line[0] != '#');
        int heading = first <= 0 ? -1 : Array.FindLastIndex(lines, first - 1, static line => line.StartsWith('#'));
        if (heading < 0 || WordsOf(lines[heading]).Length == 0)
        {
            return text;
        }

        questions.Add(new DocumentQuestion("heading", lines[heading].TrimStart('#', ' '), number));
        return string.Join('\n', lines[..heading].Concat(lines[(heading + 1)..]));
    }

    private static List<string> SentencesOf(string text)
    {
        var sentences = new List<string>();
        bool inFence = false;
        foreach (string paragraph in text.Split("\n\n"))
        {
            int fences = paragraph.Split("```").Length - 1;
            bool isProse = !inFence && fences == 0 && !paragraph.StartsWith('|') && !paragraph.StartsWith("    ", StringComparison.Ordinal);
            inFence ^= fences % 2 == 1;
            sentences.AddRange(isProse ? Sentence().Matches(paragraph).Select(static match => match.Value).Where(IsWhole) : []);
        }

        return [.. sentences.Distinct(StringComparer.Ordinal)];
    }

    private static bool IsWhole(string sentence) => Word().Count(sentence) is >= MinWords and <= MaxWords;

    private static string[] WordsOf(string text) =>
        [.. Word().Matches(text).Select(static match => match.Value).Where(static word => word.Length >= MinLetters)
            .Distinct(StringComparer.OrdinalIgnoreCase)];

    [GeneratedRegex(@"[\p{L}`*\[][^.!?]*[.!?](?=\s|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\p{L}+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
