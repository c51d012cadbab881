using System.Net;
using Xunit;

namespace AiOs;

public sealed class SearchProviderTests
{
    private static readonly Uri Endpoint = new("https://search.example/v1/search");

    [Fact]
    public async Task Searxng_AsksForJsonAndReadsIt()
    {
        using var handler = SearchAnswers.Handler(SearchAnswers.Searxng);
        using var http = new HttpClient(handler);
        var results = await new SearxngSearchProvider(http, Endpoint).SearchAsync(new WebSearchRequest("river & sea") { Language = "de" });
        Assert.Equal("https://search.example/v1/search?q=river%20%26%20sea&format=json&language=de", handler.Requests[0].RequestUri!.AbsoluteUri);
        Assert.Equal(
            new WebSearchResult
            {
                Url = new Uri("https://one.example/"),
                Title = "The river & the sea",
                Snippet = "Long rivers.",
                Published = new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero),
            },
            results[0]);
        Assert.Equal(["https://one.example/", "http://two.example/", "https://three.example/x?y=1"], results.Select(result => result.Url.AbsoluteUri));
    }

    [Fact]
    public async Task KeyedServices_GetTheirKeyInTheirHeader()
    {
        using var brave = SearchAnswers.Handler(SearchAnswers.Brave);
        using var bing = SearchAnswers.Handler(SearchAnswers.Bing);
        using var braveHttp = new HttpClient(brave);
        using var bingHttp = new HttpClient(bing);
        var fromBrave = await new BraveSearchProvider(braveHttp, Endpoint, "k1").SearchAsync(new WebSearchRequest("river") { Count = 3 });
        var fromBing = await new BingSearchProvider(bingHttp, Endpoint, "k2").SearchAsync(new WebSearchRequest("river") { Count = 3 });
        Assert.Equal(["k1"], brave.Requests[0].Headers.GetValues("X-Subscription-Token"));
        Assert.Equal(["k2"], bing.Requests[0].Headers.GetValues("Ocp-Apim-Subscription-Key"));
        Assert.Contains("count=3", brave.Requests[0].RequestUri!.Query, StringComparison.Ordinal);
        Assert.Equal(fromBrave, fromBing);
        Assert.Equal("Long rivers.", fromBrave[0].Snippet);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "<html>", WebAccessReason.UnsupportedContent)]
    [InlineData(HttpStatusCode.TooManyRequests, "{}", WebAccessReason.ErrorStatus)]
    public async Task Failure_IsTold(HttpStatusCode status, string body, WebAccessReason reason)
    {
        using var handler = new FixedHandler(_ => (status, body));
        using var http = new HttpClient(handler);
        var failure = await Assert.ThrowsAsync<WebAccessException>(
            async () => await new SearxngSearchProvider(http, Endpoint).SearchAsync(new WebSearchRequest("river")));
        Assert.Equal(reason, failure.Reason);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"results":7}""")]
    [InlineData("""{"results":[[]]}""")]
    [InlineData("""{"results":[{"url":7,"title":{}}]}""")]
    public async Task OtherShapes_GiveNothing(string body)
    {
        using var handler = new FixedHandler(_ => (HttpStatusCode.OK, body));
        using var http = new HttpClient(handler);
        Assert.Empty(await new SearxngSearchProvider(http, Endpoint).SearchAsync(new WebSearchRequest("river")));
    }

    [Fact]
    public async Task Corpus_RanksByBm25AndQuotes()
    {
        var corpus = new CorpusSearchProvider(
        [
            new CorpusPage(new Uri("https://a.example/"), "Bread", "Bread, flour and water. Nothing about boats but this one word."),
            new CorpusPage(new Uri("https://b.example/"), "Boats", "Boats are built of wood."),
            new CorpusPage(new Uri("https://c.example/"), "Wood", "Wood burns."),
        ]);
        var results = await corpus.SearchAsync(new WebSearchRequest("boats"));
        Assert.Equal(["https://b.example/", "https://a.example/"], results.Select(result => result.Url.AbsoluteUri));
        Assert.Contains("boats", results[1].Snippet, StringComparison.Ordinal);
        Assert.False(corpus.SendsQueries);
    }
}
