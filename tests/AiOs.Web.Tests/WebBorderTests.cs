using System.Net;
using System.Text;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>The web's parts at their limits: bounded whatever comes, and text that stays text.</summary>
public sealed class WebBorderTests
{
    [Fact]
    public void FoundPages_AnAddressThatIsFoundAgain_IsNew()
    {
        var found = new FoundPages();
        var again = new Uri("https://again.example/");
        found.Add(again);
        Fill(found, "a", 9_999);
        found.Add(again);
        Fill(found, "b", 9_999);
        Assert.True(found.Contains(again));
        Fill(found, "c", 1);
        Assert.False(found.Contains(again));
    }

    [Fact]
    public void Cache_PagesWithoutText_TakeRoomToo()
    {
        var cache = new PageCache(100_000);
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("ETag", "\"1\"");
        for (int i = 0; i < 1_000; i++)
        {
            var url = new Uri($"https://empty.example/{i}");
            cache.Store(url, Page(url, ""), response, null);
        }

        Assert.Null(cache.Find(new Uri("https://empty.example/0")));
        Assert.NotNull(cache.Find(new Uri("https://empty.example/999")));
    }

    [Theory]
    [InlineData("utf-32", null)]
    [InlineData("ibm037", null)]
    [InlineData(null, "utf-32")]
    [InlineData(null, "ibm500")]
    public void Charset_WhatBrowsersDoNotKnow_IsNoEncoding(string? header, string? declared)
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"<meta charset=\"{declared ?? "none"}\"><p>größe</p>");
        var (text, name) = Charset.Decode(bytes, header);
        Assert.Equal("utf-8", name);
        Assert.Contains("größe", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("windows-1251")]
    [InlineData("koi8-r")]
    [InlineData("shift_jis")]
    [InlineData("euc-jp")]
    [InlineData("gb2312")]
    [InlineData("big5")]
    [InlineData("euc-kr")]
    [InlineData("iso-8859-2")]
    [InlineData("iso-2022-jp")]
    [InlineData("macintosh")]
    [InlineData("x-mac-cyrillic")]
    [InlineData("ibm866")]
    [InlineData("iso-8859-8-i")]
    [InlineData("windows-874")]
    [InlineData("koi8-u")]
    public void Charset_WhatBrowsersKnow_IsKnown(string label) => Assert.NotEqual("utf-8", Charset.Decode("abc"u8, label).Name);

    [Fact]
    public async Task Cuts_LeaveNoHalfCharacters()
    {
        string emoji = string.Concat(Enumerable.Repeat("😀", 3_000));
        var page = new CorpusPage(new Uri("https://a.example/"), "word", "x" + emoji + " word");
        var results = await new CorpusSearchProvider([page]).SearchAsync(new WebSearchRequest("word"));
        Assert.All(results, result => AssertWhole(result.Snippet));

        string answer = $$"""{"results":[{"url":"https://a.example/","title":"x{{emoji}}","content":"x{{emoji}}"}]}""";
        using var handler = new FixedHandler(_ => (HttpStatusCode.OK, answer));
        using var http = new HttpClient(handler);
        var found = await new SearxngSearchProvider(http, new Uri("https://search.example/")).SearchAsync(new WebSearchRequest("word"));
        AssertWhole(found[0].Title);
        AssertWhole(found[0].Snippet);

        var fetch = new WebTools(new TextFetcher("x" + emoji), shownCharacters: 500).Create().Single();
        string read = "";
        for (int cut = 0; cut >= 0;)
        {
            var arguments = new AIFunctionArguments { ["url"] = "https://a.example/", ["offset"] = read.Length };
            string part = (string)(await fetch.Function.InvokeAsync(arguments))!;
            AssertWhole(part);
            string body = part[(part.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
            cut = body.LastIndexOf("\n\n[cut: ", StringComparison.Ordinal);
            read += cut < 0 ? body : body[..cut];
        }

        Assert.Contains("x" + emoji, read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SearchEndpoint_KeepsItsOwnQuery()
    {
        using var handler = SearchAnswers.Handler(SearchAnswers.Searxng);
        using var http = new HttpClient(handler);
        await new SearxngSearchProvider(http, new Uri("https://search.example/s?engines=a%20b")).SearchAsync(new WebSearchRequest("river"));
        Assert.Equal("https://search.example/s?engines=a%20b&q=river&format=json", handler.Requests[0].RequestUri!.AbsoluteUri);
    }

    [Theory]
    [InlineData(true, WebAccessReason.TimedOut)]
    [InlineData(false, WebAccessReason.ConnectionFailed)]
    public async Task SearchEndpoint_ABodyThatNeverComes_OrIsBroken_IsSaidSo(bool hangs, WebAccessReason reason)
    {
        using var http = new HttpClient(new BodyHandler(hangs)) { Timeout = hangs ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromMinutes(1) };
        var provider = new SearxngSearchProvider(http, new Uri("https://search.example/"));
        var error = await Assert.ThrowsAsync<WebAccessException>(() => provider.SearchAsync(new WebSearchRequest("river")).AsTask());
        Assert.Equal(reason, error.Reason);
    }

    private static void Fill(FoundPages found, string host, int count)
    {
        for (int i = 0; i < count; i++)
        {
            found.Add(new Uri($"https://{host}.example/{i}"));
        }
    }

    private static WebPage Page(Uri url, string text) => new()
    {
        RequestedUrl = url,
        Url = url,
        MediaType = "text/plain",
        Charset = "utf-8",
        Text = text,
        FetchedAt = DateTimeOffset.UnixEpoch,
    };

    private static void AssertWhole(string text) => Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

    private sealed class TextFetcher(string text) : IWebFetcher
    {
        public ValueTask<WebPage> FetchAsync(Uri url, CancellationToken cancellationToken = default) => ValueTask.FromResult(Page(url, text));
    }

    private sealed class BodyHandler(bool hangs) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new BodyStream(hangs)) });
    }

    private sealed class BodyStream(bool hangs) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (hangs)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            throw new InvalidDataException("The compressed data is broken.");
        }
    }
}
