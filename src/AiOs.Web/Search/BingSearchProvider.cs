namespace AiOs;

/// <summary>Searches with a service that speaks as the Bing Web Search API does.</summary>
/// <remarks>The key goes into the header Ocp-Apim-Subscription-Key. Threads: searches may run together.</remarks>
public sealed class BingSearchProvider : IWebSearchProvider
{
    private readonly SearchEndpoint _endpoint;

    /// <summary>Creates a provider.</summary>
    /// <param name="http">Sends the requests; the caller disposes of it, and its timeout holds.</param>
    /// <param name="endpoint">The search address of the service.</param>
    /// <param name="key">The key that the service asks for; not empty.</param>
    /// <exception cref="ArgumentException">The endpoint is no absolute http or https address, or the key is empty.</exception>
    public BingSearchProvider(HttpClient http, Uri endpoint, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _endpoint = new SearchEndpoint(http, endpoint, Name, ("Ocp-Apim-Subscription-Key", key));
    }

    /// <inheritdoc/>
    public string Name => "Bing";

    /// <inheritdoc/>
    public bool SendsQueries => true;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WebSearchResult>> SearchAsync(
        WebSearchRequest request, CancellationToken cancellationToken = default)
    {
        SearchRules.Check(request);
        string count = request.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return _endpoint.AskAsync(
            [("q", request.Query), ("count", count), ("setLang", request.Language), ("responseFilter", "Webpages")],
            static root => SearchEndpoint.Items(root, "webPages", "value").Select(static item => SearchRules.Result(
                SearchEndpoint.Text(item, "url"), SearchEndpoint.Text(item, "name"),
                SearchEndpoint.Text(item, "snippet"), SearchEndpoint.Text(item, "datePublished"))),
            request.Count,
            cancellationToken);
    }
}
