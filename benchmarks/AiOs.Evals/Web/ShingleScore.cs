using System.Globalization;
using System.Text;

namespace AiOs;

/// <summary>How much of a text was found, and how much was found that is not of it, in shingles of four words.</summary>
/// <param name="Found">Shingles in both.</param>
/// <param name="Extra">Shingles in the prediction only.</param>
/// <param name="Missed">Shingles in the truth only.</param>
/// <remarks>The measure of the public article-extraction benchmark: means of precision and recall over pages, and F1 of these means.</remarks>
internal readonly record struct ShingleScore(int Found, int Extra, int Missed)
{
    private const int Size = 4;

    public double Precision => Extra == 0 && Missed == 0 ? 1 : Found == 0 ? 0 : (double)Found / (Found + Extra);

    public double Recall => Extra == 0 && Missed == 0 ? 1 : Found == 0 ? 0 : (double)Found / (Found + Missed);

    public double F1 => Combine(Precision, Recall);

    public static double Combine(double precision, double recall) =>
        precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);

    public static ShingleScore Compare(string truth, string predicted)
    {
        var expected = Shingles(truth);
        var actual = Shingles(predicted);
        int found = expected.Sum(pair => Math.Min(pair.Value, actual.GetValueOrDefault(pair.Key)));
        return new ShingleScore(found, actual.Values.Sum() - found, expected.Values.Sum() - found);
    }

    private static Dictionary<string, int> Shingles(string text)
    {
        var words = Words(text);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < Math.Max(1, words.Count - Size + 1); i++)
        {
            string shingle = string.Join(' ', words.Skip(i).Take(Size));
            if (shingle.Length > 0)
            {
                counts[shingle] = counts.GetValueOrDefault(shingle) + 1;
            }
        }

        return counts;
    }

    // Letters, digits and the underscore, as the benchmark's own pattern \w+ has it in Python.
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            bool isWord = Rune.IsLetterOrDigit(rune) || rune.Value == '_'
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
            if (isWord)
            {
                word.Append(rune.ToString());
            }
            else if (word.Length > 0)
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
}
