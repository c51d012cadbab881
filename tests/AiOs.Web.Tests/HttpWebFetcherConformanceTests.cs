namespace AiOs;

public sealed class HttpWebFetcherConformanceTests : WebFetcherConformanceTests
{
    protected override IWebFetcher CreateFetcher() => new HttpWebFetcher(resolver: new FakeResolver());
}
