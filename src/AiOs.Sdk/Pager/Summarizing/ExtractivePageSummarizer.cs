namespace AiOs;

/// <summary>Summarises by the pages' own sentences: those whose words many of the pages say, and few pages elsewhere. No model.</summary>
/// <remarks>
/// <para>
/// A word is worth log(1 + pages that say it) times log((1 + pages elsewhere) / (½ + those that say it)). Sentences are taken one by one, the one first
/// whose words not yet said are worth most against the root of its length, and put back into their order. Source of the greedy choice without repetition:
/// Nenkova and Vanderwende, "The Impact of Frequency on Summarization", MSR-TR-2005-101.
/// </para>
/// <para>Deterministic: the same request gives the same summary. At most 16,384 characters of a page are read. Threads: stateless; any.</para>
/// </remarks>
public sealed class ExtractivePageSummarizer : IPageSummarizer
{
    private const int MaxScanned = 16_384; // Characters of one page.

    /// <inheritdoc/>
    public string Name => "extractive";

    /// <inheritdoc/>
    public Integrity Integrity => Integrity.System;

    /// <inheritdoc/>
    public ValueTask<string> SummarizeAsync(SummaryRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.BudgetTokens, nameof(request));
        cancellationToken.ThrowIfCancellationRequested();
        var sentences = new List<SummarySentence>();
        var here = new Dictionary<string, int>(StringComparer.Ordinal);
        var elsewhere = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var page in request.Pages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int first = sentences.Count;
            SummarySentence.Split(TextOf(page), sentences);
            Count(sentences.Skip(first).SelectMany(static sentence => sentence.Words), here);
        }

        foreach (var page in request.Elsewhere)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Count(SummarySentence.WordsOf(TextOf(page)), elsewhere);
        }

        double Worth(string word) =>
            Math.Log(1 + here[word]) * Math.Log((1 + request.Elsewhere.Count) / (0.5 + elsewhere.GetValueOrDefault(word)));
        return ValueTask.FromResult(Choose(sentences, here.Keys.ToDictionary(static word => word, Worth), request, cancellationToken));
    }

    private static string Choose(
        List<SummarySentence> sentences, Dictionary<string, double> worth, SummaryRequest request, CancellationToken cancellationToken)
    {
        var chosen = new SortedSet<int>();
        var open = Enumerable.Range(0, sentences.Count).ToList();
        int left = request.BudgetTokens;
        while (open.Count > 0 && FindBest(sentences, open, worth) is >= 0 and var best)
        {
            cancellationToken.ThrowIfCancellationRequested();
            open.Remove(best);
            string text = sentences[best].Text;
            int tokens = request.Counter.CountTokens(text) + 1; // And the line's end.
            if (tokens > left)
            {
                continue; // A shorter one may still fit.
            }

            left -= tokens;
            chosen.Add(best);
            foreach (string word in sentences[best].Words)
            {
                worth[word] = 0; // Said.
            }
        }

        string summary = string.Join('\n', chosen.Select(index => sentences[index].Text));
        if (chosen.Count == 0 && sentences.Count > 0 && FindBest(sentences, [.. Enumerable.Range(0, sentences.Count)], worth) is >= 0 and var only)
        {
            summary = sentences[only].Text; // Too long whole, and so are all others.
        }

        return TokenCut.ToBudget(summary, request.BudgetTokens, request.Counter);
    }

    // The first of equals. A sentence that says nothing new is worth nothing.
    private static int FindBest(List<SummarySentence> sentences, List<int> open, Dictionary<string, double> worth)
    {
        int best = -1;
        double bestScore = 0;
        foreach (int index in open)
        {
            double score = sentences[index].Words.Sum(word => worth[word]) / Math.Sqrt(Math.Max(1, sentences[index].Words.Count));
            if (score > bestScore)
            {
                best = index;
                bestScore = score;
            }
        }

        return best;
    }

    private static void Count(IEnumerable<string> words, Dictionary<string, int> counts)
    {
        foreach (string word in words.Distinct(StringComparer.Ordinal))
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }
    }

    private static string TextOf(Page page)
    {
        string text = page.GetText();
        return text.Length > MaxScanned ? text[..MaxScanned] : text;
    }
}
