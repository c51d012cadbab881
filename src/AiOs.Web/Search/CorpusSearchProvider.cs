namespace AiOs;

/// <summary>Searches pages that are at hand, without a network.</summary>
/// <remarks>
/// <para>Source of the ranking: Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009 (k1 1.2, b 0.75);
/// a word of the title counts three times.</para>
/// <para>Threads: immutable after construction; searches may run together.</para>
/// </remarks>
public sealed class CorpusSearchProvider : IWebSearchProvider
{
    private const double Saturation = 1.2;
    private const double LengthWeight = 0.75;
    private const int TitleWeight = 3;
    private const int SnippetCharacters = 240;

    private readonly CorpusPage[] _pages;
    private readonly double[] _lengths;
    private readonly double _averageLength;
    private readonly Dictionary<string, List<(int Page, int Count)>> _postings = new(StringComparer.Ordinal);

    /// <summary>Reads and indexes a corpus.</summary>
    /// <param name="pages">The pages; up to a million.</param>
    /// <exception cref="ArgumentException">A page's address is no absolute http or https one, or there are too many.</exception>
    public CorpusSearchProvider(IEnumerable<CorpusPage> pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        _pages = [.. pages.Take(1_000_001)];
        if (_pages.Length > 1_000_000)
        {
            throw new ArgumentException("The corpus has more than a million pages.", nameof(pages));
        }

        _lengths = new double[_pages.Length];
        for (int i = 0; i < _pages.Length; i++)
        {
            var page = _pages[i];
            if (!page.Url.IsAbsoluteUri || (page.Url.Scheme != Uri.UriSchemeHttp && page.Url.Scheme != Uri.UriSchemeHttps))
            {
                throw new ArgumentException($"'{page.Url}' is not an absolute http or https address.", nameof(pages));
            }

            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            Count(counts, page.Title, TitleWeight);
            Count(counts, page.Text, 1);
            foreach (var (word, count) in counts)
            {
                if (!_postings.TryGetValue(word, out var list))
                {
                    _postings[word] = list = [];
                }

                list.Add((i, count));
                _lengths[i] += count;
            }
        }

        _averageLength = _pages.Length == 0 ? 1 : Math.Max(1, _lengths.Average());
    }

    /// <inheritdoc/>
    public string Name => "corpus";

    /// <inheritdoc/>
    public bool SendsQueries => false;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WebSearchResult>> SearchAsync(
        WebSearchRequest request, CancellationToken cancellationToken = default)
    {
        SearchRules.Check(request);
        cancellationToken.ThrowIfCancellationRequested();
        string[] words = [.. Words(request.Query).Distinct(StringComparer.Ordinal)];
        var scores = new Dictionary<int, double>();
        foreach (string word in words)
        {
            if (_postings.TryGetValue(word, out var list))
            {
                double rarity = Math.Log(1 + ((_pages.Length - list.Count + 0.5) / (list.Count + 0.5)));
                foreach (var (page, count) in list)
                {
                    double norm = Saturation * (1 - LengthWeight + (LengthWeight * _lengths[page] / _averageLength));
                    scores[page] = scores.GetValueOrDefault(page) + (rarity * count * (Saturation + 1) / (count + norm));
                }
            }
        }

        var ranked = scores.OrderByDescending(static entry => entry.Value).ThenBy(static entry => entry.Key)
            .Select(entry => Result(_pages[entry.Key], words));
        return ValueTask.FromResult(SearchRules.Take(ranked, request.Count));
    }

    private static WebSearchResult Result(CorpusPage page, string[] words) =>
        new() { Url = page.Url, Title = page.Title, Snippet = Snippet(page.Text, words) };

    private static void Count(Dictionary<string, int> counts, string text, int weight)
    {
        foreach (string word in Words(text))
        {
            counts[word] = counts.GetValueOrDefault(word) + weight;
        }
    }

    private static string Snippet(string text, string[] words)
    {
        int at = words.Select(word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase)).Where(static i => i >= 0).DefaultIfEmpty(0).Min();
        int start = TextCut.Whole(text, Math.Max(0, at - (SnippetCharacters / 4)));
        return TextCut.Head(text.AsSpan(start), SnippetCharacters).ToString().ReplaceLineEndings(" ").Trim();
    }

    private static IEnumerable<string> Words(string text)
    {
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || !char.IsLetterOrDigit(text[i]))
            {
                if (i > start)
                {
                    yield return text[start..i].ToLowerInvariant();
                }

                start = i + 1;
            }
        }
    }
}
