namespace AiOs;

/// <summary>Reads pages of the public web.</summary>
/// <remarks>Threads: fetches may run together.</remarks>
public interface IWebFetcher
{
    /// <summary>Reads one page, following its redirects.</summary>
    /// <param name="url">An absolute http or https address without user name or password.</param>
    /// <param name="cancellationToken">Cancels the fetch.</param>
    /// <returns>The page's text; untrusted, whatever address it came from.</returns>
    /// <exception cref="WebAccessException">The address is refused, the page is, or it could not be read within the limits.</exception>
    ValueTask<WebPage> FetchAsync(Uri url, CancellationToken cancellationToken = default);
}
