namespace AiOs;

/// <summary>Finds pages by words.</summary>
/// <remarks>Threads: searches may run together.</remarks>
public interface IWebSearchProvider
{
    /// <summary>Gets the provider's name, as provenance and messages quote it; not empty.</summary>
    string Name { get; }

    /// <summary>Gets a value indicating whether queries leave this machine; the reference monitor is told so.</summary>
    bool SendsQueries { get; }

    /// <summary>Searches.</summary>
    /// <param name="request">What for.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>At most as many results as wanted, best first, no address twice; empty when nothing fits.</returns>
    /// <exception cref="ArgumentException">The query is empty, or the count is out of its range.</exception>
    /// <exception cref="WebAccessException">The provider could not be reached or answered nonsense.</exception>
    ValueTask<IReadOnlyList<WebSearchResult>> SearchAsync(WebSearchRequest request, CancellationToken cancellationToken = default);
}
