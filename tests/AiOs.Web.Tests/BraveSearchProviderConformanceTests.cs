namespace AiOs;

public sealed class BraveSearchProviderConformanceTests : WebSearchProviderConformanceTests
{
    protected override IWebSearchProvider CreateProvider() =>
        new BraveSearchProvider(SearchAnswers.Client(SearchAnswers.Brave), new Uri("https://search.example/search"), "key");
}
