using System.Net;
using Xunit;

namespace AiOs;

/// <summary>What an attacker who chooses an address, a name's addresses or a redirect can reach: nothing that is not public.</summary>
public sealed class SsrfTests
{
    private static readonly WebFetchOptions OneServer = new() { AllowedNetworks = [IPNetwork.Parse("127.0.0.1/32")], ObeysRobots = false };

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1.2.3/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://0.1.2.3/")]
    [InlineData("http://10.1.2.3/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://100.100.100.200/latest/meta-data/")]
    [InlineData("http://100.127.255.255/")]
    [InlineData("http://168.63.129.16/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://169.254.170.2/v2/credentials")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://172.31.255.255/")]
    [InlineData("http://192.0.0.192/")]
    [InlineData("http://192.0.2.1/")]
    [InlineData("http://192.88.99.1/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://198.18.0.1/")]
    [InlineData("http://198.51.100.1/")]
    [InlineData("http://203.0.113.1/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://240.0.0.1/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::127.0.0.1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[::ffff:0:127.0.0.1]/")]
    [InlineData("http://[64:ff9b::127.0.0.1]/")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/")]
    [InlineData("http://[64:ff9b:1::7f00:1]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://[2002:a9fe:a9fe::1]/")]
    [InlineData("http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/")]
    [InlineData("http://[2001:db8::1]/")]
    [InlineData("http://[2001:20::1]/")]
    [InlineData("http://[2600:1::5efe:10.0.0.1]/")]
    [InlineData("http://[2600:1::200:5efe:127.0.0.1]/")]
    [InlineData("http://[3fff::1]/")]
    [InlineData("http://[fc00::1]/")]
    [InlineData("http://[fd00:ec2::254]/latest/meta-data/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fec0::1]/")]
    [InlineData("http://[ff02::1]/")]
    [InlineData("http://[100::1]/")]
    [InlineData("http://8.8.8.8:22/")]
    [InlineData("http://8.8.8.8:6379/")]
    public Task Literal_NotPublic_IsRefused(string url) => RefusedAsync(url, WebAccessReason.RefusedAddress);

    [Theory]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://127.0.1/")]
    [InlineData("http://3232235521/")]
    [InlineData("http://134744072/")]
    [InlineData("http://user@8.8.8.8/")]
    [InlineData("http://user:password@8.8.8.8/")]
    [InlineData("http://@8.8.8.8/")]
    [InlineData("http://example.com@127.0.0.1/")]
    [InlineData("https://1.2.3.4.5/")]
    [InlineData("http://foo.0x7f/")]
    [InlineData("http://１２７.0.0.1/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://8.8.8.8/")]
    [InlineData("gopher://8.8.8.8/")]
    [InlineData("dict://8.8.8.8/")]
    [InlineData("ws://8.8.8.8/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,hello")]
    public Task Disguise_IsRefused(string url) => RefusedAsync(url, WebAccessReason.RefusedUrl);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("2002:a00:1::")]
    [InlineData("fd00:ec2::254")]
    [InlineData("169.254.169.254")]
    [InlineData("8.8.8.8", "127.0.0.1")]
    [InlineData("127.0.0.1", "8.8.8.8")]
    public async Task Name_WithAnyAddressNotPublic_IsRefused(params string[] addresses)
    {
        using var fetcher = new HttpWebFetcher(resolver: FakeResolver.Of("evil.example", addresses));
        var refusal = await Assert.ThrowsAsync<WebAccessException>(async () => await fetcher.FetchAsync(new Uri("http://evil.example/")));
        Assert.Equal(WebAccessReason.RefusedAddress, refusal.Reason);
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001::200e")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    public void Public_IsNotRefused(string address) => Assert.Null(PublicAddress.Refusal(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://127.0.0.2/")]
    [InlineData("http://[::1]/")]
    [InlineData("//169.254.169.254/latest/meta-data/")]
    [InlineData("http://2130706434/")]
    [InlineData("http://127.0.2/")]
    [InlineData("http://user:password@8.8.8.8/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://8.8.8.8/")]
    [InlineData("http://internal.example/")]
    public async Task Redirect_IsCheckedLikeARequest(string location)
    {
        await using var server = new LoopServer(_ => LoopServer.Redirect(location));
        using var fetcher = new HttpWebFetcher(OneServer, FakeResolver.Of("internal.example", "192.168.0.9"));
        var refusal = await Assert.ThrowsAsync<WebAccessException>(async () => await fetcher.FetchAsync(server.Url("/")));
        Assert.True(refusal.Reason is WebAccessReason.RefusedUrl or WebAccessReason.RefusedAddress, refusal.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Rebinding_ReachesOnlyWhatWasChecked()
    {
        await using var allowed = new LoopServer(_ => LoopServer.Html("<p>Public.</p>"));
        await using var secret = new LoopServer(_ => LoopServer.Html("<p>Secret.</p>"), "127.0.0.2", allowed.Port);
        var resolver = new FakeResolver(("rebind.example", [["127.0.0.1"], ["127.0.0.2"], ["127.0.0.1", "127.0.0.2"]]));
        using var fetcher = new HttpWebFetcher(OneServer with { CacheCharacters = 0 }, resolver);

        var page = await fetcher.FetchAsync(allowed.Url("/", "rebind.example"));
        Assert.Contains("Public", page.Text, StringComparison.Ordinal);
        Assert.Equal(1, resolver.LookUps); // One look-up for the check and the connection: there is no second to lie to.

        for (int i = 0; i < 3; i++)
        {
            var refusal = await Assert.ThrowsAsync<WebAccessException>(
                async () => await fetcher.FetchAsync(allowed.Url("/", "rebind.example")));
            Assert.Equal(WebAccessReason.RefusedAddress, refusal.Reason);
        }

        Assert.Single(allowed.Requests);
        Assert.Empty(secret.Requests);
    }

    [Fact]
    public async Task Rebinding_BetweenRobotsAndPage_IsRefused()
    {
        await using var allowed = new LoopServer(_ => LoopServer.NotFound());
        await using var secret = new LoopServer(_ => LoopServer.Html("<p>Secret.</p>"), "127.0.0.2", allowed.Port);
        var resolver = new FakeResolver(("rebind.example", [["127.0.0.1"], ["127.0.0.2"]]));
        using var fetcher = new HttpWebFetcher(OneServer with { ObeysRobots = true }, resolver);
        await Assert.ThrowsAsync<WebAccessException>(async () => await fetcher.FetchAsync(allowed.Url("/", "rebind.example")));
        Assert.Equal("/robots.txt", Assert.Single(allowed.Requests).Path);
        Assert.Empty(secret.Requests);
    }

    [Fact]
    public async Task NameWithoutAddress_IsUnknown()
    {
        using var fetcher = new HttpWebFetcher(resolver: new FakeResolver());
        var refusal = await Assert.ThrowsAsync<WebAccessException>(async () => await fetcher.FetchAsync(new Uri("http://nowhere.example/")));
        Assert.Equal(WebAccessReason.UnknownHost, refusal.Reason);
    }

    private static async Task RefusedAsync(string url, WebAccessReason reason)
    {
        var resolver = new FakeResolver();
        using var fetcher = new HttpWebFetcher(resolver: resolver);
        var refusal = await Assert.ThrowsAsync<WebAccessException>(async () => await fetcher.FetchAsync(new Uri(url)));
        Assert.Equal(reason, refusal.Reason);
        Assert.Equal(0, resolver.LookUps);
    }
}
