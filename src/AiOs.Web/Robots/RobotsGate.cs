using System.Text;

namespace AiOs;

/// <summary>Reads the robots.txt of each site once a while, and holds every fetch to it.</summary>
internal sealed class RobotsGate(
    Func<Uri, CachedPage?, CancellationToken, ValueTask<HttpResponseMessage>> send, WebFetchOptions options, TimeProvider time) : IDisposable
{
    private const int MaxBytes = 500 * 1024; // What RFC 9309 asks crawlers to read at least.
    private const int MaxRedirects = 5;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan FailureLifetime = TimeSpan.FromMinutes(5); // A site that was down for a moment is asked again soon.

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (RobotsRules Rules, DateTimeOffset Until)> _sites = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(8); // So many are read at a time.

    /// <summary>Passes, or throws when the site asks not to read this.</summary>
    public async ValueTask CheckAsync(Uri url, CancellationToken cancellationToken)
    {
        string site = url.GetLeftPart(UriPartial.Authority);
        if (Find(site) is not { } rules)
        {
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                rules = Find(site) ?? await ReadAsync(site, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _gate.Release();
            }
        }

        if (!rules.Allows(url.PathAndQuery))
        {
            throw new WebAccessException(
                WebAccessReason.RefusedByRobots, $"The robots.txt of '{url.Host}' asks not to read this page, or cannot be read.");
        }
    }

    public void Dispose() => _gate.Dispose();

    private RobotsRules? Find(string site)
    {
        lock (_lock)
        {
            return _sites.TryGetValue(site, out var entry) && entry.Until > time.GetUtcNow() ? entry.Rules : null;
        }
    }

    private async ValueTask<RobotsRules> ReadAsync(string site, CancellationToken cancellationToken)
    {
        RobotsRules rules;
        bool isFailure = false;
        try
        {
            rules = await LoadAsync(new Uri(site + "/robots.txt"), cancellationToken).ConfigureAwait(false);
            isFailure = ReferenceEquals(rules, RobotsRules.Nothing);
        }
        catch (WebAccessException e) when (e.Reason is WebAccessReason.ConnectionFailed)
        {
            rules = RobotsRules.Nothing; // "Unreachable" means a complete disallow (RFC 9309, 2.3.1.4).
            isFailure = true;
        }
        catch (WebAccessException e) when (e.Reason is WebAccessReason.BadRedirect)
        {
            rules = RobotsRules.Everything; // Too many redirects count as unavailable, which allows (2.3.1.2).
        }

        lock (_lock)
        {
            if (_sites.Count >= options.MaxRobots)
            {
                _sites.Remove(_sites.MinBy(static entry => entry.Value.Until).Key);
            }

            _sites[site] = (rules, time.GetUtcNow() + (isFailure ? FailureLifetime : Lifetime));
        }

        return rules;
    }

    private async ValueTask<RobotsRules> LoadAsync(Uri url, CancellationToken cancellationToken)
    {
        for (int redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            using var response = await send(url, null, cancellationToken).ConfigureAwait(false);
            if (HttpWebFetcher.RedirectOf(url, response) is { } next)
            {
                url = next;
                continue;
            }

            if (!response.IsSuccessStatusCode)
            {
                return (int)response.StatusCode is >= 400 and < 500 ? RobotsRules.Everything : RobotsRules.Nothing;
            }

            try
            {
                var (bytes, isWhole) = await LimitedBody.ReadHeadAsync(response.Content, MaxBytes, cancellationToken).ConfigureAwait(false);
                int length = isWhole ? bytes.Length : bytes.Span.LastIndexOfAny((byte)'\r', (byte)'\n') + 1; // "Allow: /p" is no "Allow: /".
                return RobotsRules.Parse(Encoding.UTF8.GetString(bytes.Span[..length]), options.ProductToken);
            }
            catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
            {
                throw new WebAccessException(WebAccessReason.ConnectionFailed, $"'{url.Host}' broke off: {e.Message}", e);
            }
        }

        throw new WebAccessException(WebAccessReason.BadRedirect, "The robots.txt redirects too often.");
    }
}
