using System.Net;
using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>What all search providers do the same way.</summary>
internal static partial class SearchRules
{
    private const int MaxCount = 50;
    private const int MaxTextCharacters = 2_000;

    public static void Check(WebSearchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Query, nameof(request));
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Count, 1, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Count, MaxCount, nameof(request));
    }

    /// <summary>Keeps results with a web address, each address once, up to the number wanted.</summary>
    public static IReadOnlyList<WebSearchResult> Take(IEnumerable<WebSearchResult?> results, int count) =>
        [.. results.OfType<WebSearchResult>().DistinctBy(static result => result.Url.AbsoluteUri, StringComparer.Ordinal).Take(count)];

    /// <summary>Makes a result, or null where the address is none of the web.</summary>
    public static WebSearchResult? Result(string? url, string? title, string? snippet, string? published)
    {
        return WebUrl.Find(url) is { } address
            ? new WebSearchResult { Url = address, Title = Plain(title), Snippet = Plain(snippet), Published = WebDate.Read(published) }
            : null;
    }

    // Providers mark the words that fit with tags.
    private static string Plain(string? text)
    {
        string plain = WebUtility.HtmlDecode(Tag().Replace(text ?? "", "")).ReplaceLineEndings(" ").Trim();
        return TextCut.Head(plain, MaxTextCharacters).ToString();
    }

    [GeneratedRegex("</?[a-zA-Z][^<>]{0,200}>", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Tag();
}
