namespace AiOs;

/// <summary>The mean share of evidence found, at several cuts.</summary>
internal sealed class RecallScore(int cuts)
{
    private readonly double[] _sums = new double[cuts];

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<double> recalls)
    {
        Count++;
        for (int i = 0; i < recalls.Length; i++)
        {
            _sums[i] += recalls[i];
        }
    }

    /// <summary>Adds to the score of a category, which begins with its first question.</summary>
    public static void Add(SortedDictionary<string, RecallScore> scores, string category, ReadOnlySpan<double> recalls)
    {
        if (!scores.TryGetValue(category, out var score))
        {
            scores.Add(category, score = new RecallScore(recalls.Length));
        }

        score.Add(recalls);
    }

    public IEnumerable<double> Means() => _sums.Select(sum => Count == 0 ? 0 : sum / Count);
}
