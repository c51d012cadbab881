namespace AiOs;

public sealed class CorpusSearchProviderConformanceTests : WebSearchProviderConformanceTests
{
    protected override IWebSearchProvider CreateProvider() => new CorpusSearchProvider(
    [
        new CorpusPage(new Uri("https://a.example/"), "The river", "A river flows."),
        new CorpusPage(new Uri("https://b.example/"), "Bridges", "A bridge over the river."),
        new CorpusPage(new Uri("https://c.example/"), "Boats", "Boats on the river, and a river again."),
        new CorpusPage(new Uri("https://d.example/"), "Bread", "Flour and water."),
    ]);
}
