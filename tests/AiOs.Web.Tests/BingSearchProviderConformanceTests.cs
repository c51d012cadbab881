namespace AiOs;

public sealed class BingSearchProviderConformanceTests : WebSearchProviderConformanceTests
{
    protected override IWebSearchProvider CreateProvider() =>
        new BingSearchProvider(SearchAnswers.Client(SearchAnswers.Bing), new Uri("https://search.example/search"), "key");
}
