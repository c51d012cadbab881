namespace AiOs;

/// <summary>Ranks passages by how much of a question they cover.</summary>
internal static class PassageRanker
{
    private const double TitleWeight = 0.6; // A heading says what a passage is about, less surely than the passage itself.
    private const double PhraseBonus = 0.25; // Two words of the question side by side, as a share of their weight.
    private const double PriorPassages = 20; // As if so many more had been read, of which four hold any word: a request shows too few to judge by alone.
    private const double PriorMatches = 4;
    private const double LengthNorm = 60; // Words at which a passage's score is halved beside a very short one's.

    /// <summary>Ranks the passages.</summary>
    /// <param name="question">The question.</param>
    /// <param name="passages">The passages.</param>
    /// <returns>Those that share a word with the question, best first, with the share of the question that each covers.</returns>
    public static List<(Passage Passage, double Coverage)> Rank(string question, List<Passage> passages)
    {
        string[] terms = [.. Words.Of(question).Distinct(StringComparer.Ordinal)];
        var bodies = passages.ConvertAll(passage => Words.Of(passage.Text));
        var titles = passages.ConvertAll(passage => Words.Of(passage.Title).ToHashSet(StringComparer.Ordinal));
        double[] weights = [.. terms.Select(term => Weight(term, bodies, titles))];
        double total = weights.Sum();
        var ranked = new List<(Passage Passage, double Coverage, double Score)>();
        for (int i = 0; i < passages.Count; i++)
        {
            var (coverage, score) = Score(terms, weights, bodies[i], titles[i]);
            if (coverage > 0)
            {
                ranked.Add((passages[i], coverage / total, score));
            }
        }

        return [.. ranked
            .OrderByDescending(entry => entry.Score)
            .ThenBy(entry => entry.Passage.Order)
            .Select(entry => (entry.Passage, entry.Coverage))];
    }

    // Inverse document frequency over the request: a word that nothing here mentions weighs most, so that it lowers coverage.
    private static double Weight(string term, List<List<string>> bodies, List<HashSet<string>> titles)
    {
        int matches = 0;
        for (int i = 0; i < bodies.Count; i++)
        {
            matches += bodies[i].Contains(term) || titles[i].Contains(term) ? 1 : 0;
        }

        return Math.Log(1 + ((bodies.Count + PriorPassages) / (matches + PriorMatches)));
    }

    private static (double Coverage, double Score) Score(
        string[] terms, double[] weights, List<string> body, HashSet<string> title)
    {
        double coverage = 0;
        double score = 0;
        for (int t = 0; t < terms.Length; t++)
        {
            bool inBody = body.Contains(terms[t]);
            double weight = inBody ? weights[t] : title.Contains(terms[t]) ? weights[t] * TitleWeight : 0;
            coverage += weight;
            score += weight;
            if (t > 0 && inBody && IsPhrase(body, terms[t - 1], terms[t]))
            {
                score += PhraseBonus * (weights[t - 1] + weights[t]);
            }
        }

        return (coverage, score / (1 + (body.Count / LengthNorm)));
    }

    private static bool IsPhrase(List<string> body, string first, string second)
    {
        for (int i = 1; i < body.Count; i++)
        {
            if (string.Equals(body[i - 1], first, StringComparison.Ordinal)
                && string.Equals(body[i], second, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
