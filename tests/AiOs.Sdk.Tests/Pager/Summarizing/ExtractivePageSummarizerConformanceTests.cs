namespace AiOs;

public sealed class ExtractivePageSummarizerConformanceTests : PageSummarizerConformanceTests
{
    protected override IPageSummarizer CreateSummarizer() => new ExtractivePageSummarizer();
}
