using System.Net;

namespace AiOs;

/// <summary>Settings and limits of a <see cref="HttpWebFetcher"/>. Immutable; an invalid one cannot be used to build a fetcher.</summary>
public sealed record WebFetchOptions
{
    /// <summary>
    /// Gets networks that may be reached although they are not public, such as 127.0.0.0/8 for a test's own server; any port of
    /// theirs is allowed. By default none.
    /// </summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>Gets the ports of public addresses that may be reached. By default 80, 443, 8080 and 8443; not empty.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [80, 443, 8080, 8443];

    /// <summary>Gets the most bytes of a page, after decompression. 1 to 256 Mi, by default 4 Mi.</summary>
    public int MaxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Gets the longest that a fetch may take, with name look-up, robots.txt and redirects. Up to 10 minutes, by default 20 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets the most redirects that are followed. 0 to 20, by default 5.</summary>
    public int MaxRedirects { get; init; } = 5;

    /// <summary>Gets the most connections to one host at a time. 1 to 64, by default 4.</summary>
    public int MaxConnectionsPerHost { get; init; } = 4;

    /// <summary>Gets a value indicating whether robots.txt is obeyed. By default yes.</summary>
    public bool ObeysRobots { get; init; } = true;

    /// <summary>Gets the most hosts whose robots.txt is kept. 1 to 100,000, by default 1,000.</summary>
    public int MaxRobots { get; init; } = 1_000;

    /// <summary>Gets the product token: the name in the User-Agent header that robots.txt is matched with. Letters, - and _.</summary>
    public string ProductToken { get; init; } = "AiOsWeb";

    /// <summary>Gets the most characters of pages that are kept for another time; 0 keeps none. By default 16 Mi.</summary>
    /// <remarks>A page counts with its text, its address and its validator, and 1,000 more.</remarks>
    public long CacheCharacters { get; init; } = 16 * 1024 * 1024;

    internal WebFetchOptions Validated()
    {
        ArgumentNullException.ThrowIfNull(AllowedNetworks);
        ArgumentNullException.ThrowIfNull(Ports);
        ArgumentOutOfRangeException.ThrowIfZero(Ports.Count, nameof(Ports));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxBytes, 256 * 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Timeout, TimeSpan.FromMinutes(10));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRedirects);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRedirects, 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnectionsPerHost, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxConnectionsPerHost, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRobots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRobots, 100_000);
        ArgumentOutOfRangeException.ThrowIfNegative(CacheCharacters);
        ArgumentException.ThrowIfNullOrEmpty(ProductToken);
        if (!ProductToken.All(static c => char.IsAsciiLetter(c) || c is '-' or '_'))
        {
            throw new ArgumentException($"'{ProductToken}' is no product token: RFC 9309 allows letters, - and _ only.", nameof(ProductToken));
        }

        return this;
    }
}
