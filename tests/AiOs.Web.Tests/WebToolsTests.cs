using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class WebToolsTests
{
    private static readonly Uri PageUrl = new("https://a.example/river");

    [Fact]
    public void Tools_DeclareWhatTheyDo()
    {
        var tools = Tools(new FakeFetcher()).ToDictionary(tool => tool.Name, StringComparer.Ordinal);
        Assert.All(tools.Values, tool => Assert.Equal(Integrity.Untrusted, tool.ResultIntegrity));
        Assert.Equal(ToolEffects.ReadsUntrusted, tools["web_search"].Effects); // The corpus is here: no query leaves.
        Assert.Equal(ToolEffects.ReadsUntrusted, tools["web_open"].Effects);
        Assert.Equal(ToolEffects.ReadsUntrusted | ToolEffects.Sends, tools["web_fetch"].Effects);
        Assert.Equal(["url"], tools["web_fetch"].CriticalArguments);
        using var http = SearchAnswers.Client("{}");
        var remote = new WebTools(new FakeFetcher(), new SearxngSearchProvider(http, new Uri("https://search.example/")));
        Assert.Equal(ToolEffects.ReadsUntrusted | ToolEffects.Sends, remote.Create()[0].Effects);
    }

    [Fact]
    public async Task Open_ReadsOnlyWhatASearchGave()
    {
        var fetcher = new FakeFetcher();
        var tools = Tools(fetcher);
        var refusal = await Assert.ThrowsAsync<WebAccessException>(() => CallAsync(tools[1], ("url", PageUrl.AbsoluteUri)));
        Assert.Equal(WebAccessReason.RefusedUrl, refusal.Reason);

        Assert.Contains(PageUrl.AbsoluteUri, await CallAsync(tools[0], ("query", "river")), StringComparison.Ordinal);
        string page = await CallAsync(tools[1], ("url", PageUrl.AbsoluteUri));
        Assert.StartsWith("source: https://a.example/river\n", page, StringComparison.Ordinal);
        Assert.Contains("A river flows through the old town", page, StringComparison.Ordinal);

        // A secret that injected text would like to have added is another address.
        await Assert.ThrowsAsync<WebAccessException>(() => CallAsync(tools[1], ("url", PageUrl.AbsoluteUri + "?secret=1")));
        Assert.Equal([PageUrl], fetcher.Fetched);
    }

    [Fact]
    public async Task LongPage_IsReadInParts()
    {
        var fetcher = new FakeFetcher { Paragraphs = 100 };
        var fetch = new WebTools(fetcher, shownCharacters: 1_000).Create().Single();
        string whole = ArticleExtractor.Extract(await fetcher.FetchAsync(PageUrl)).Markdown;
        string read = "";
        while (read.Length < whole.Length)
        {
            string part = await CallAsync(fetch, ("url", PageUrl.AbsoluteUri), ("offset", read.Length));
            string body = part[(part.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
            int cut = body.LastIndexOf("\n\n[cut: ", StringComparison.Ordinal);
            Assert.NotEmpty(body);
            read += cut < 0 ? body : body[..cut];
        }

        Assert.Equal(whole, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("/path")]
    public async Task BadAddress_IsRefused(string url) =>
        await Assert.ThrowsAsync<ArgumentException>(() => CallAsync(new WebTools(new FakeFetcher()).Create()[0], ("url", url)));

    [Fact]
    public async Task AddWeb_RegistersTheToolsInTheKernel()
    {
        var services = new ServiceCollection();
        services.AddAiOs().AddChatClient("reader", _ => new ExtractiveChatClient()).AddWeb(_ => Corpus());
        await using var provider = services.BuildServiceProvider();
        var registry = provider.GetRequiredService<IToolRegistry>();
        Assert.All((string[])["web_search", "web_open", "web_fetch"], name => Assert.NotNull(registry.Find(name)));
        Assert.IsType<HttpWebFetcher>(provider.GetRequiredService<IWebFetcher>());
        var result = await registry.InvokeAsync(new ToolInvocation(
            "1", "web_fetch", new AIFunctionArguments { ["url"] = "http://169.254.169.254/latest/meta-data/" }));
        Assert.Equal(ToolOutcome.Failed, result.Outcome);
        Assert.Contains("not public", result.Text, StringComparison.Ordinal);
    }

    private static CorpusSearchProvider Corpus() => new([new CorpusPage(PageUrl, "The river", "A river flows through the old town.")]);

    private static IReadOnlyList<ToolDescriptor> Tools(IWebFetcher fetcher) => new WebTools(fetcher, Corpus()).Create();

    private static async Task<string> CallAsync(ToolDescriptor tool, params (string Name, object Value)[] arguments) =>
        (string)(await tool.Function.InvokeAsync(new AIFunctionArguments(arguments.ToDictionary(pair => pair.Name, pair => (object?)pair.Value))))!;

    private sealed class FakeFetcher : IWebFetcher
    {
        public int Paragraphs { get; init; } = 1;

        public List<Uri> Fetched { get; } = [];

        public ValueTask<WebPage> FetchAsync(Uri url, CancellationToken cancellationToken = default)
        {
            Fetched.Add(url);
            string text = string.Concat(Enumerable.Range(1, Paragraphs).Select(i =>
                $"<p>A river flows through the old town, under its bridge number {i}, and nobody knows where it comes from.</p>"));
            return ValueTask.FromResult(new WebPage
            {
                RequestedUrl = url,
                Url = url,
                MediaType = "text/html",
                Charset = "utf-8",
                Text = $"<title>Rivers</title><article>{text}</article>",
                FetchedAt = DateTimeOffset.UnixEpoch,
            });
        }
    }
}
