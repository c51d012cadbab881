using System.Net;
using System.Net.Http.Headers;

namespace AiOs;

/// <summary>Reads pages of the public web, and nothing that is not public.</summary>
/// <remarks>
/// <para>
/// Every address that a host's name resolves to is checked, and the socket is connected to one of those that were; every redirect is
/// checked as if it had been asked for. There is no proxy, no cookie and no credential. See <c>docs/Web.md</c> for what is refused.
/// </para>
/// <para>Threads: fetches may run together. Dispose of it when done; that ends its connections.</para>
/// </remarks>
public sealed class HttpWebFetcher : IWebFetcher, IDisposable
{
    private readonly WebFetchOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly PageCache? _cache;
    private readonly RobotsGate _robots;

    /// <summary>Creates a fetcher.</summary>
    /// <param name="options">Settings and limits; null for the defaults.</param>
    /// <param name="resolver">Finds addresses of names; null for the operating system. Need not be trusted.</param>
    /// <param name="timeProvider">The clock of timeouts and caches; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public HttpWebFetcher(WebFetchOptions? options = null, IHostResolver? resolver = null, TimeProvider? timeProvider = null)
    {
        _options = (options ?? new WebFetchOptions()).Validated();
        _time = timeProvider ?? TimeProvider.System;
        var connector = new PinnedConnector(resolver ?? new SystemHostResolver(), _options);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = connector.ConnectAsync,
            UseProxy = false, // A proxy would resolve the name itself, and nothing here would have been checked.
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            MaxConnectionsPerServer = _options.MaxConnectionsPerHost,
            MaxResponseHeadersLength = 64,
            ActivityHeadersPropagator = null,
        });
        _cache = _options.CacheCharacters > 0 ? new PageCache(_options.CacheCharacters) : null;
        _robots = new RobotsGate(SendAsync, _options, _time);
    }

    /// <inheritdoc/>
    public async ValueTask<WebPage> FetchAsync(Uri url, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        var current = WebUrl.Check(url);
        using var timer = new CancellationTokenSource(_options.Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            for (int redirects = 0; redirects <= _options.MaxRedirects; redirects++)
            {
                var (page, next) = await StepAsync(current, linked.Token).ConfigureAwait(false);
                if (page is not null)
                {
                    return page with { RequestedUrl = url };
                }

                current = next!;
            }
        }
        catch (OperationCanceledException e) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new WebAccessException(
                WebAccessReason.TimedOut, $"'{current.Host}' took longer than {_options.Timeout.TotalSeconds:0.###} seconds.", e);
        }

        throw new WebAccessException(WebAccessReason.BadRedirect, $"The page redirects more than {_options.MaxRedirects} times.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _robots.Dispose();
    }

    // One request: the page, or where it redirects to.
    private async ValueTask<(WebPage? Page, Uri? Next)> StepAsync(Uri url, CancellationToken cancellationToken)
    {
        if (_options.ObeysRobots)
        {
            await _robots.CheckAsync(url, cancellationToken).ConfigureAwait(false);
        }

        var cached = _cache?.Find(url);
        if (cached is not null && cached.FreshUntil > _time.GetUtcNow())
        {
            return (cached.Page with { IsFromCache = true }, null);
        }

        using var response = await SendAsync(url, cached, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotModified && cached is not null)
        {
            var confirmed = cached.Page with { FetchedAt = _time.GetUtcNow() };
            _cache!.Store(url, confirmed, response, cached);
            return (confirmed with { IsFromCache = true }, null);
        }

        if (RedirectOf(url, response) is { } next)
        {
            return (null, next);
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new WebAccessException(
                WebAccessReason.ErrorStatus, $"'{url.Host}' answered with status {(int)response.StatusCode}.")
            {
                Status = (int)response.StatusCode,
            };
        }

        string mediaType = PageContent.MediaType(response.Content.Headers.ContentType);
        var bytes = await ReadAsync(response, url, cancellationToken).ConfigureAwait(false);
        var page = PageContent.Read(url, mediaType, response.Content.Headers.ContentType?.CharSet, bytes.Span, _time.GetUtcNow());
        _cache?.Store(url, page, response, null);
        return (page, null);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return await LimitedBody.ReadAsync(response.Content, _options.MaxBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
        {
            throw new WebAccessException(WebAccessReason.ConnectionFailed, $"'{url.Host}' broke off: {e.Message}", e);
        }
    }

    internal static Uri? RedirectOf(Uri url, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
        {
            return null;
        }

        // The raw text, because the parsed one no longer shows how a host was written.
        return response.Headers.NonValidated.TryGetValues("Location", out var values) && values.FirstOrDefault() is { } location
            ? WebUrl.Follow(url, location)
            : throw new WebAccessException(WebAccessReason.BadRedirect, $"'{url.Host}' redirects without saying where to.");
    }

    private async ValueTask<HttpResponseMessage> SendAsync(Uri url, CachedPage? cached, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue(_options.ProductToken, "0.1"));
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,text/plain;q=0.9,application/json;q=0.8,*/*;q=0.1");
        if (cached?.EntityTag is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        request.Headers.IfModifiedSince = cached?.LastModified;
        try
        {
            return await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            // What the connector threw is inside, and says more.
            throw e.InnerException as WebAccessException
                ?? new WebAccessException(WebAccessReason.ConnectionFailed, $"No answer from '{url.Host}': {e.Message}", e);
        }
    }
}
