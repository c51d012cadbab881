using System.Net;
using Xunit;

namespace AiOs;

/// <summary>A name server that lies: every look-up crosses a real socket, and the next one gives another address.</summary>
public sealed class RebindingDnsTests
{
    private const string Host = "rebind.example";

    [Fact]
    public async Task PublicFirst_PrivateAfterwards_ReachesOnlyWhatWasChecked()
    {
        await using var allowed = new LoopServer(_ => LoopServer.Html("<p>Public.</p>"));
        await using var secret = new LoopServer(_ => LoopServer.Html("<p>Secret.</p>"), "127.0.0.2", allowed.Port);
        await using var names = new RebindingDnsServer((Host, [["127.0.0.1"], ["127.0.0.2"]]));
        using var fetcher = Fetcher(names, allowed.Port);
        Assert.Contains("Public", (await fetcher.FetchAsync(allowed.Url("/", Host))).Text, StringComparison.Ordinal);
        Assert.Equal(1, names.Asked(Host)); // Checked and connected by one answer: there was no second question.
        await RefusedAsync(fetcher, allowed.Url("/", Host));
        Assert.Equal(2, names.Asked(Host));
        Assert.Empty(secret.Requests);
    }

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("127.0.0.1 127.0.0.2")] // One address that is not public among those that may be reached.
    [InlineData("127.0.0.2 127.0.0.1")]
    public async Task OneForbiddenAddress_RefusesTheName(string addresses)
    {
        await using var allowed = new LoopServer(_ => LoopServer.Html("<p>Public.</p>"));
        await using var names = new RebindingDnsServer((Host, [addresses.Split(' ')]));
        using var fetcher = Fetcher(names, allowed.Port);
        await RefusedAsync(fetcher, allowed.Url("/", Host));
        Assert.Empty(allowed.Requests);
    }

    [Fact]
    public async Task ARedirect_IsLookedUpAgain_AndRefused()
    {
        await using var names = new RebindingDnsServer((Host, [["127.0.0.1"], ["127.0.0.2"]]));
        Uri? next = null;
        await using var allowed = new LoopServer(request => LoopServer.Redirect(new Uri(next!, "/other").AbsoluteUri));
        await using var secret = new LoopServer(_ => LoopServer.Html("<p>Secret.</p>"), "127.0.0.2", allowed.Port);
        next = allowed.Url("/", Host);
        using var fetcher = Fetcher(names, allowed.Port);
        await RefusedAsync(fetcher, next);
        Assert.Single(allowed.Requests);
        Assert.Empty(secret.Requests);
    }

    [Fact]
    public async Task ANameWithoutRecords_IsUnknown()
    {
        await using var names = new RebindingDnsServer();
        using var fetcher = Fetcher(names, 80);
        var refusal = await Assert.ThrowsAsync<WebAccessException>(async () => await fetcher.FetchAsync(new Uri($"http://{Host}/")));
        Assert.Equal(WebAccessReason.UnknownHost, refusal.Reason);
    }

    private static HttpWebFetcher Fetcher(RebindingDnsServer names, int port) => new(
        new WebFetchOptions
        {
            AllowedNetworks = [IPNetwork.Parse("127.0.0.1/32")],
            Ports = [80, port],
            ObeysRobots = false,
            CacheCharacters = 0,
        },
        new DnsResolver(names.EndPoint));

    private static async Task RefusedAsync(HttpWebFetcher fetcher, Uri url)
    {
        var refusal = await Assert.ThrowsAsync<WebAccessException>(async () => await fetcher.FetchAsync(url));
        Assert.Equal(WebAccessReason.RefusedAddress, refusal.Reason);
    }
}
