using System.IO.Compression;
using System.Net;
using System.Text;
using Xunit;

namespace AiOs;

public sealed class HttpWebFetcherTests
{
    private static readonly WebFetchOptions Loopback = new() { AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")], ObeysRobots = false };

    [Fact]
    public async Task Fetch_GivesTextWithProvenance()
    {
        var time = new ManualTimeProvider();
        await using var server = new LoopServer(request =>
            request.Path == "/old" ? LoopServer.Redirect("/new?x=1#part", 301) : LoopServer.Html("<p>Hallo Müller</p>"));
        using var fetcher = new HttpWebFetcher(Loopback, timeProvider: time);
        var page = await fetcher.FetchAsync(server.Url("/old"));
        Assert.Equal("<p>Hallo Müller</p>", page.Text);
        Assert.Equal(server.Url("/old"), page.RequestedUrl);
        Assert.Equal(server.Url("/new?x=1"), page.Url);
        Assert.Equal("text/html", page.MediaType);
        Assert.Equal("utf-8", page.Charset);
        Assert.Equal(time.GetUtcNow(), page.FetchedAt);
        Assert.False(page.IsFromCache);
        Assert.All(server.Requests, request => Assert.StartsWith("AiOsWeb/", request.Header("User-Agent"), StringComparison.Ordinal));
        Assert.All(server.Requests, request => Assert.Equal("", request.Header("Cookie")));
    }

    [Theory]
    [InlineData("text/html; charset=iso-8859-1", "", "latin")]
    [InlineData("text/html; charset=\"windows-1252\"", "", "latin")]
    [InlineData("text/html", "<meta charset=\"iso-8859-1\">", "latin")]
    [InlineData("text/html", "<meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-15'>", "latin")]
    [InlineData("text/html", "<?xml version='1.0' encoding='windows-1252'?>", "latin")]
    [InlineData("text/html", "", "latin")]
    [InlineData("text/html", "", "utf8")]
    [InlineData("text/html; charset=utf-8", "<meta charset=iso-8859-1>", "utf8")]
    [InlineData("text/html; charset=nonsense", "<meta charset=utf-8>", "utf8")]
    [InlineData("text/html", "<meta charset=utf-16>", "utf8")]
    [InlineData("text/html; charset=iso-8859-1", "", "utf8-bom")]
    [InlineData("text/html", "", "utf16-bom")]
    [InlineData("text/html; charset=Shift_JIS", "", "sjis")]
    [InlineData("text/html", "<meta charset=gb2312>", "gb")]
    public async Task Charset_IsFound(string contentType, string declaration, string bytes)
    {
        const string Umlauts = "Grüße, naïve café";
        const string Wide = "日本";
        var pages = CodePagesEncodingProvider.Instance;
        string text = declaration + (bytes is "sjis" or "gb" ? Wide : Umlauts);
        byte[] body = bytes switch
        {
            "latin" => Encoding.Latin1.GetBytes(text),
            "utf8" => Encoding.UTF8.GetBytes(text),
            "utf8-bom" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
            "utf16-bom" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
            "sjis" => pages.GetEncoding("shift_jis")!.GetBytes(text),
            _ => pages.GetEncoding("gb18030")!.GetBytes(text),
        };
        await using var server = new LoopServer(_ => LoopServer.Response(200, body, "Content-Type: " + contentType));
        using var fetcher = new HttpWebFetcher(Loopback);
        Assert.Equal(text, (await fetcher.FetchAsync(server.Url("/"))).Text);
    }

    [Theory]
    [InlineData(1_000, null)]
    [InlineData(1_001, WebAccessReason.TooLarge)]
    public async Task Size_IsLimited(int bytes, WebAccessReason? expected)
    {
        await using var server = new LoopServer(_ => LoopServer.Html(new string('x', bytes)));
        Assert.Equal(expected, await ReasonAsync(server.Url("/"), Loopback with { MaxBytes = 1_000 }));
    }

    [Fact]
    public async Task Bomb_IsCutOffWhileItUnfolds()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[8 * 1024 * 1024]);
        }

        Assert.True(packed.Length < 100_000);
        byte[] body = packed.ToArray();
        await using var server = new LoopServer(_ => LoopServer.Response(200, body, "Content-Type: text/html", "Content-Encoding: gzip"));
        Assert.Equal(WebAccessReason.TooLarge, await ReasonAsync(server.Url("/"), Loopback with { MaxBytes = 1024 * 1024 }));
    }

    [Fact]
    public async Task Time_IsLimited()
    {
        var time = new ManualTimeProvider();
        var arrived = new TaskCompletionSource();
        await using var server = new LoopServer(async (_, stop) =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return [];
        });
        using var fetcher = new HttpWebFetcher(Loopback, timeProvider: time);
        var fetch = fetcher.FetchAsync(server.Url("/")).AsTask();
        await arrived.Task;
        time.Advance(TimeSpan.FromSeconds(21));
        var failure = await Assert.ThrowsAsync<WebAccessException>(() => fetch);
        Assert.Equal(WebAccessReason.TimedOut, failure.Reason);
    }

    [Fact]
    public async Task Cancellation_IsNoFailure()
    {
        using var stop = new CancellationTokenSource();
        await using var server = new LoopServer(async (_, end) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
            return [];
        });
        using var fetcher = new HttpWebFetcher(Loopback);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await fetcher.FetchAsync(server.Url("/"), stop.Token));
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, WebAccessReason.BadRedirect)]
    public async Task Redirects_AreLimited(int redirects, WebAccessReason? expected)
    {
        await using var server = new LoopServer(request =>
            int.Parse(request.Path[1..], System.Globalization.CultureInfo.InvariantCulture) is > 0 and var left
                ? LoopServer.Redirect($"/{left - 1}")
                : LoopServer.Html("there"));
        Assert.Equal(expected, await ReasonAsync(server.Url($"/{redirects}"), Loopback with { MaxRedirects = 2 }));
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData("application/json", null)]
    [InlineData("application/rss+xml", null)]
    [InlineData("application/pdf", WebAccessReason.UnsupportedContent)]
    [InlineData("image/png", WebAccessReason.UnsupportedContent)]
    [InlineData("image/svg+xml", WebAccessReason.UnsupportedContent)]
    [InlineData("application/octet-stream", WebAccessReason.UnsupportedContent)]
    public async Task OnlyText_IsRead(string mediaType, WebAccessReason? expected)
    {
        await using var server = new LoopServer(_ => LoopServer.Response(200, "text"u8.ToArray(), "Content-Type: " + mediaType));
        Assert.Equal(expected, await ReasonAsync(server.Url("/"), Loopback));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task ErrorStatus_IsToldWithItsNumber(int status)
    {
        await using var server = new LoopServer(_ => LoopServer.Response(status, []));
        using var fetcher = new HttpWebFetcher(Loopback);
        var failure = await Assert.ThrowsAsync<WebAccessException>(async () => await fetcher.FetchAsync(server.Url("/")));
        Assert.Equal((WebAccessReason.ErrorStatus, status), (failure.Reason, failure.Status));
    }

    [Fact]
    public async Task NobodyThere_IsAFailedConnection()
    {
        Uri url;
        await using (var server = new LoopServer(_ => []))
        {
            url = server.Url("/");
        }

        Assert.Equal(WebAccessReason.ConnectionFailed, await ReasonAsync(url, Loopback));
    }

    [Fact]
    public async Task Cache_AnswersWhileFresh_ThenAsksWithTheValidator()
    {
        var time = new ManualTimeProvider();
        int version = 1;
        await using var server = new LoopServer(request =>
        {
            string tag = $"\"v{version}\"";
            return request.Header("If-None-Match") == tag
                ? LoopServer.Response(304, [], "ETag: " + tag, "Cache-Control: max-age=60")
                : LoopServer.Html($"version {version}", "ETag: " + tag, "Cache-Control: max-age=60");
        });
        using var fetcher = new HttpWebFetcher(Loopback, timeProvider: time);
        var first = await fetcher.FetchAsync(server.Url("/"));
        var second = await fetcher.FetchAsync(server.Url("/#part"));
        Assert.Equal(("version 1", false), (first.Text, first.IsFromCache));
        Assert.Equal(("version 1", true), (second.Text, second.IsFromCache));
        Assert.Single(server.Requests);

        time.Advance(TimeSpan.FromSeconds(61));
        var confirmed = await fetcher.FetchAsync(server.Url("/"));
        Assert.Equal(("version 1", true), (confirmed.Text, confirmed.IsFromCache));
        Assert.Equal(time.GetUtcNow(), confirmed.FetchedAt);
        Assert.Equal(2, server.Requests.Count);

        version = 2;
        time.Advance(TimeSpan.FromSeconds(61));
        var changed = await fetcher.FetchAsync(server.Url("/"));
        Assert.Equal(("version 2", false), (changed.Text, changed.IsFromCache));
    }

    [Fact]
    public async Task Cache_UsesLastModified()
    {
        const string Date = "Wed, 01 May 2024 10:00:00 GMT";
        await using var server = new LoopServer(request =>
            request.Header("If-Modified-Since") == Date ? LoopServer.Response(304, []) : LoopServer.Html("page", "Last-Modified: " + Date));
        using var fetcher = new HttpWebFetcher(Loopback);
        Assert.False((await fetcher.FetchAsync(server.Url("/"))).IsFromCache);
        Assert.True((await fetcher.FetchAsync(server.Url("/"))).IsFromCache);
    }

    [Theory]
    [InlineData("Cache-Control: no-store, max-age=60")]
    [InlineData("Vary: *")]
    [InlineData("X-Nothing: said")]
    public async Task Cache_KeepsNothingThatMustNotBeKept(string header)
    {
        await using var server = new LoopServer(_ => LoopServer.Html("page", header));
        using var fetcher = new HttpWebFetcher(Loopback);
        await fetcher.FetchAsync(server.Url("/"));
        Assert.False((await fetcher.FetchAsync(server.Url("/"))).IsFromCache);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Cache_IsBounded()
    {
        await using var server = new LoopServer(_ => LoopServer.Html(new string('x', 4_000), "Cache-Control: max-age=60"));
        using var fetcher = new HttpWebFetcher(Loopback with { CacheCharacters = 11_000 });
        foreach (string path in (string[])["/1", "/2", "/1", "/3", "/1"])
        {
            await fetcher.FetchAsync(server.Url(path));
        }

        Assert.Equal(["/1", "/2", "/3"], server.Requests.Select(request => request.Path));
        Assert.False((await fetcher.FetchAsync(server.Url("/2"))).IsFromCache);
    }

    [Theory]
    [InlineData("User-agent: *\nDisallow: /private", "/private/x", WebAccessReason.RefusedByRobots)]
    [InlineData("User-agent: *\nDisallow: /private", "/public", null)]
    [InlineData("User-agent: aiosweb\nAllow: /\n\nUser-agent: *\nDisallow: /", "/page", null)]
    public async Task Robots_AreObeyed(string robots, string path, WebAccessReason? expected)
    {
        await using var server = new LoopServer(request => request.Path == "/robots.txt"
            ? LoopServer.Response(200, Encoding.UTF8.GetBytes(robots), "Content-Type: text/plain")
            : LoopServer.Html("page"));
        Assert.Equal(expected, await ReasonAsync(server.Url(path), Loopback with { ObeysRobots = true }));
    }

    // Only 500 KiB are read, and they end within a rule that would allow everything.
    [Fact]
    public async Task Robots_CutWithinARule_DoNotSayWhatItsBeginningSays()
    {
        const string Rules = "User-agent: *\nDisallow: /\n#";
        const string Cut = "\nAllow: /";
        string robots = Rules + new string('x', (500 * 1024) - Rules.Length - Cut.Length) + Cut + "open\n";
        await using var server = new LoopServer(request => request.Path == "/robots.txt"
            ? LoopServer.Response(200, Encoding.UTF8.GetBytes(robots), "Content-Type: text/plain")
            : LoopServer.Html("page"));
        Assert.Equal(WebAccessReason.RefusedByRobots, await ReasonAsync(server.Url("/page"), Loopback with { ObeysRobots = true }));
    }

    [Theory]
    [InlineData(404, null)]
    [InlineData(403, null)]
    [InlineData(500, WebAccessReason.RefusedByRobots)]
    [InlineData(503, WebAccessReason.RefusedByRobots)]
    public async Task Robots_ThatCannotBeRead(int status, WebAccessReason? expected)
    {
        await using var server = new LoopServer(request =>
            request.Path == "/robots.txt" ? LoopServer.Response(status, []) : LoopServer.Html("page"));
        Assert.Equal(expected, await ReasonAsync(server.Url("/page"), Loopback with { ObeysRobots = true }));
    }

    [Fact]
    public async Task Robots_AreReadOnceADay()
    {
        var time = new ManualTimeProvider();
        await using var server = new LoopServer(_ => LoopServer.Html("User-agent: nobody"));
        using var fetcher = new HttpWebFetcher(Loopback with { ObeysRobots = true }, timeProvider: time);
        await fetcher.FetchAsync(server.Url("/1"));
        await fetcher.FetchAsync(server.Url("/2"));
        time.Advance(TimeSpan.FromHours(25));
        await fetcher.FetchAsync(server.Url("/3"));
        Assert.Equal(["/robots.txt", "/1", "/2", "/robots.txt", "/3"], server.Requests.Select(request => request.Path));
    }

    [Fact]
    public void BadOptions_BuildNothing()
    {
        Assert.ThrowsAny<ArgumentException>(() => new HttpWebFetcher(new WebFetchOptions { MaxBytes = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => new HttpWebFetcher(new WebFetchOptions { MaxRedirects = 21 }));
        Assert.ThrowsAny<ArgumentException>(() => new HttpWebFetcher(new WebFetchOptions { Timeout = TimeSpan.Zero }));
        Assert.ThrowsAny<ArgumentException>(() => new HttpWebFetcher(new WebFetchOptions { Ports = [] }));
        Assert.ThrowsAny<ArgumentException>(() => new HttpWebFetcher(new WebFetchOptions { ProductToken = "My Bot/1.0" }));
    }

    private static async Task<WebAccessReason?> ReasonAsync(Uri url, WebFetchOptions options)
    {
        using var fetcher = new HttpWebFetcher(options);
        try
        {
            await fetcher.FetchAsync(url);
            return null;
        }
        catch (WebAccessException e)
        {
            return e.Reason;
        }
    }
}
