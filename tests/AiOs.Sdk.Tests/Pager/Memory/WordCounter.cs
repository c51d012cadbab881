namespace AiOs;

/// <summary>A counter too simple to be wrong: a token for every run of letters and digits, and one for everything else beside white space.</summary>
internal sealed class WordCounter : ITokenCounter
{
    public string Name => "words";

    public double Margin => 0.1;

    public int CountTokens(ReadOnlySpan<char> text)
    {
        int tokens = 0;
        bool inWord = false;
        foreach (char c in text)
        {
            bool isWord = char.IsLetterOrDigit(c);
            tokens += (isWord && !inWord) || (!isWord && !char.IsWhiteSpace(c)) ? 1 : 0;
            inWord = isWord;
        }

        return tokens;
    }
}
