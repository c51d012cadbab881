namespace AiOs;

public sealed class SearxngSearchProviderConformanceTests : WebSearchProviderConformanceTests
{
    protected override IWebSearchProvider CreateProvider() =>
        new SearxngSearchProvider(SearchAnswers.Client(SearchAnswers.Searxng), new Uri("https://search.example/search"));
}
