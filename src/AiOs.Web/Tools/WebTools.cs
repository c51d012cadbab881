using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The tools <c>web_search</c>, <c>web_open</c> and <c>web_fetch</c>.</summary>
/// <remarks>
/// <para>
/// All results are untrusted and name the address they came from. Whoever chooses an address can put a secret into it, so
/// <c>web_fetch</c> declares that it sends. <c>web_open</c> reads only addresses that a search gave before, letter for letter; it
/// sends nothing that the search did not, and so stays usable when untrusted content is in the window.
/// </para>
/// <para>Threads: an instance may be used from any thread.</para>
/// </remarks>
public sealed class WebTools
{
    private const int MaxShownCharacters = 200_000;
    private const string Origin = "AiOs.Web";

    private const string SearchSchema = """
        {"type":"object","properties":{
        "query":{"type":"string","description":"The words to search for."},
        "count":{"type":"integer","description":"How many results, 1 to 50; by default 10."}},
        "required":["query"]}
        """;

    private const string PageSchema = """
        {"type":"object","properties":{
        "url":{"type":"string","description":"The address of the page: http or https."},
        "offset":{"type":"integer","description":"The character to read on from, as a page that was cut says; by default 0."}},
        "required":["url"]}
        """;

    private readonly IWebSearchProvider? _search;
    private readonly IWebFetcher _fetcher;
    private readonly int _shownCharacters;
    private readonly FoundPages _found = new();

    /// <summary>Creates the tools.</summary>
    /// <param name="fetcher">Reads pages.</param>
    /// <param name="search">Searches; null for no search, and no <c>web_open</c>.</param>
    /// <param name="shownCharacters">The most characters of a page that a call shows. 500 to 200,000, by default 12,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of characters is out of its range.</exception>
    public WebTools(IWebFetcher fetcher, IWebSearchProvider? search = null, int shownCharacters = 12_000)
    {
        ArgumentNullException.ThrowIfNull(fetcher);
        ArgumentOutOfRangeException.ThrowIfLessThan(shownCharacters, 500);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shownCharacters, MaxShownCharacters);
        _fetcher = fetcher;
        _search = search;
        _shownCharacters = shownCharacters;
    }

    /// <summary>Gives the tools: one, or three where there is a search.</summary>
    /// <returns>The descriptors, with effects and critical arguments declared.</returns>
    public IReadOnlyList<ToolDescriptor> Create() =>
        _search is { } search ? [Search(search), Open(), Fetch()] : [Fetch()];

    private ToolDescriptor Search(IWebSearchProvider search) => Descriptor(
        "web_search",
        "Searches the web. Gives titles, addresses and excerpts; read a page with web_open.",
        SearchSchema,
        ToolEffects.ReadsUntrusted | (search.SendsQueries ? ToolEffects.Sends : ToolEffects.None),
        "query",
        async (arguments, cancellationToken) =>
        {
            string query = ToolArgumentReader.Word(arguments, "query");
            int count = (int)Math.Clamp(ToolArgumentReader.Number(arguments, "count", 10), 1, 50);
            var results = await search.SearchAsync(new WebSearchRequest(query) { Count = count }, cancellationToken).ConfigureAwait(false);
            return Write(search.Name, results);
        });

    private ToolDescriptor Open() => Descriptor(
        "web_open",
        "Reads a page that web_search gave, as Markdown. The address must be exactly as it was given.",
        PageSchema,
        ToolEffects.ReadsUntrusted,
        "url",
        (arguments, cancellationToken) =>
        {
            var url = Url(arguments);
            return _found.Contains(url)
                ? ReadAsync(url, arguments, cancellationToken)
                : throw new WebAccessException(
                    WebAccessReason.RefusedUrl, "No search gave this address. Search for the page first, or ask for web_fetch.");
        });

    private ToolDescriptor Fetch() => Descriptor(
        "web_fetch",
        "Reads any page of the public web by its address, as Markdown.",
        PageSchema,
        ToolEffects.ReadsUntrusted | ToolEffects.Sends,
        "url",
        (arguments, cancellationToken) => ReadAsync(Url(arguments), arguments, cancellationToken));

    private static ToolDescriptor Descriptor(
        string name,
        string description,
        string schema,
        ToolEffects effects,
        string critical,
        Func<AIFunctionArguments, CancellationToken, ValueTask<string>> body) => new()
        {
            Function = new ToolFunction(name, description, schema, body),
            Effects = effects,
            CriticalArguments = [critical],
            ResultIntegrity = Integrity.Untrusted,
            AllowsParallelCalls = true,
            IsIdempotent = true,
            OutputLimitCharacters = MaxShownCharacters + 2_000,
            Timeout = TimeSpan.FromSeconds(60),
            Origin = Origin,
        };

    private string Write(string provider, IReadOnlyList<WebSearchResult> results)
    {
        if (results.Count == 0)
        {
            return $"{provider} found nothing. Try other words.";
        }

        var text = new StringBuilder();
        for (int i = 0; i < results.Count; i++)
        {
            var result = results[i];
            _found.Add(result.Url);
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {result.Title}\n   {result.Url.AbsoluteUri}\n");
            if (result.Published is { } date)
            {
                text.Append(CultureInfo.InvariantCulture, $"   {date:yyyy-MM-dd}\n");
            }

            text.Append("   ").Append(result.Snippet).Append('\n');
        }

        return text.ToString();
    }

    private async ValueTask<string> ReadAsync(Uri url, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        int offset = (int)Math.Clamp(ToolArgumentReader.Number(arguments, "offset", 0), 0, int.MaxValue);
        var page = await _fetcher.FetchAsync(url, cancellationToken).ConfigureAwait(false);
        var article = ArticleExtractor.Extract(page);
        var text = new StringBuilder();
        Line(text, "source", page.Url.AbsoluteUri);
        Line(text, "fetched", page.FetchedAt.ToString("u", CultureInfo.InvariantCulture));
        Line(text, "title", article.Title);
        Line(text, "author", article.Author);
        Line(text, "published", article.Published?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        text.Append('\n');
        string body = article.Markdown;
        int start = TextCut.Whole(body, Math.Min(offset, body.Length));
        int length = TextCut.Whole(body.AsSpan(start), Math.Min(_shownCharacters, body.Length - start));
        text.Append(body, start, length);
        if (body.Length == 0)
        {
            text.Append("[The page has no text that can be read.]");
        }
        else if (start + length < body.Length)
        {
            int end = start + length;
            text.Append(CultureInfo.InvariantCulture, $"\n\n[cut: characters {start} to {end} of {body.Length}; read on with offset {end}]");
        }

        return text.ToString();
    }

    private static Uri Url(AIFunctionArguments arguments) =>
        WebUrl.Find(ToolArgumentReader.Word(arguments, "url"))
            ?? throw new ArgumentException("The argument \"url\" must be an absolute http or https address.", nameof(arguments));

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            text.Append(name).Append(": ").Append(value.ReplaceLineEndings(" ")).Append('\n');
        }
    }
}
