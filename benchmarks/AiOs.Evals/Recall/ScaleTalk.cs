using System.Globalization;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Made-up talk of four people: words by Zipf's law, as people's are, of syllables, so that they look alike as people's words do.</summary>
internal sealed class ScaleTalk
{
    private const int Vocabulary = 60_000;
    private const int WordsPerPage = 22;
    private const int WordsPerQuestion = 6;
    private static readonly string[] Names = ["Ada", "Bob", "Cleo", "Dan"];
    private static readonly double[] Cumulative = Zipf();
    private readonly Random _random;

    public ScaleTalk(int seed) => _random = new Random(seed);

    /// <summary>Gives a page of so many words.</summary>
    public PageDraft Draft(int number) => new()
    {
        Messages = [new ChatMessage(ChatRole.User, Sentence(WordsPerPage)) { AuthorName = Names[number % Names.Length] }],
        Source = "talk",
        Time = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes((number * 2) + (number / 20 * 300)),
        Key = number.ToString(CultureInfo.InvariantCulture),
    };

    public string[] Questions(int count) =>
        [.. Enumerable.Range(0, count).Select(i => $"What did {Names[i % Names.Length]} say about {Sentence(WordsPerQuestion)}?")];

    private static double[] Zipf()
    {
        double[] cumulative = new double[Vocabulary];
        double sum = 0;
        for (int rank = 0; rank < Vocabulary; rank++)
        {
            cumulative[rank] = sum += 1.0 / (rank + 10);
        }

        return cumulative;
    }

    private string Sentence(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Word()));

    private string Word()
    {
        int at = Array.BinarySearch(Cumulative, _random.NextDouble() * Cumulative[^1]);
        uint number = (uint)(at < 0 ? ~at : at) * 2_654_435_761;
        Span<char> word = stackalloc char[8];
        for (int i = 0; i < word.Length; i += 2)
        {
            word[i] = "bdfgklmnprstvz"[(int)(number % 14)];
            word[i + 1] = "aeiou"[(int)(number / 14 % 5)];
            number /= 70;
        }

        return word.ToString();
    }
}
