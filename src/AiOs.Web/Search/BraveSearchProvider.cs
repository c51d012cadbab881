namespace AiOs;

/// <summary>Searches with a service that speaks as Brave Search does.</summary>
/// <remarks>The key goes into the header X-Subscription-Token. Threads: searches may run together.</remarks>
public sealed class BraveSearchProvider : IWebSearchProvider
{
    private readonly SearchEndpoint _endpoint;

    /// <summary>Creates a provider.</summary>
    /// <param name="http">Sends the requests; the caller disposes of it, and its timeout holds.</param>
    /// <param name="endpoint">The search address of the service.</param>
    /// <param name="key">The key that the service asks for; not empty.</param>
    /// <exception cref="ArgumentException">The endpoint is no absolute http or https address, or the key is empty.</exception>
    public BraveSearchProvider(HttpClient http, Uri endpoint, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _endpoint = new SearchEndpoint(http, endpoint, Name, ("X-Subscription-Token", key));
    }

    /// <inheritdoc/>
    public string Name => "Brave";

    /// <inheritdoc/>
    public bool SendsQueries => true;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WebSearchResult>> SearchAsync(
        WebSearchRequest request, CancellationToken cancellationToken = default)
    {
        SearchRules.Check(request);
        string count = request.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return _endpoint.AskAsync(
            [("q", request.Query), ("count", count), ("search_lang", request.Language)],
            static root => SearchEndpoint.Items(root, "web", "results").Select(static item => SearchRules.Result(
                SearchEndpoint.Text(item, "url"), SearchEndpoint.Text(item, "title"),
                SearchEndpoint.Text(item, "description"), SearchEndpoint.Text(item, "page_age"))),
            request.Count,
            cancellationToken);
    }
}
