namespace AiOs;

/// <summary>Searches with a SearXNG server.</summary>
/// <remarks>Its settings must allow the JSON format. Threads: searches may run together.</remarks>
public sealed class SearxngSearchProvider : IWebSearchProvider
{
    private readonly SearchEndpoint _endpoint;

    /// <summary>Creates a provider.</summary>
    /// <param name="http">Sends the requests; the caller disposes of it, and its timeout holds.</param>
    /// <param name="endpoint">The search address, such as http://localhost:8888/search.</param>
    /// <exception cref="ArgumentException">The endpoint is no absolute http or https address.</exception>
    public SearxngSearchProvider(HttpClient http, Uri endpoint)
    {
        _endpoint = new SearchEndpoint(http, endpoint, Name);
    }

    /// <inheritdoc/>
    public string Name => "SearXNG";

    /// <inheritdoc/>
    public bool SendsQueries => true;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WebSearchResult>> SearchAsync(
        WebSearchRequest request, CancellationToken cancellationToken = default)
    {
        SearchRules.Check(request);
        return _endpoint.AskAsync(
            [("q", request.Query), ("format", "json"), ("language", request.Language)],
            static root => SearchEndpoint.Items(root, "results").Select(static item => SearchRules.Result(
                SearchEndpoint.Text(item, "url"), SearchEndpoint.Text(item, "title"),
                SearchEndpoint.Text(item, "content"), SearchEndpoint.Text(item, "publishedDate"))),
            request.Count,
            cancellationToken);
    }
}
