using Xunit;

namespace AiOs;

public sealed class ExtractivePageSummarizerTests
{
    [Fact]
    public async Task WhatIsSaidOftenHere_AndRarelyElsewhere_IsChosen()
    {
        var here = Pages("The weather is fine today. The harbour crane is broken.", "The harbour crane waits for its gear. The weather holds.");
        var request = new SummaryRequest(here, 8, new WordCounter())
        {
            Elsewhere = Pages("The weather is fine.", "Fine weather today.", "The weather holds today."),
        };
        Assert.Contains("harbour crane", await new ExtractivePageSummarizer().SummarizeAsync(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EverySentence_IsThePagesOwn_InItsOrder_AndSaidOnce()
    {
        var here = Pages("Ann sails on Monday. Bob paints the hull.", "Ann sails on Monday. Cyd mends the net.");
        string summary = await new ExtractivePageSummarizer().SummarizeAsync(new SummaryRequest(here, 100, new WordCounter()));
        Assert.Equal("Ann sails on Monday.\nBob paints the hull.\nCyd mends the net.", summary);
    }

    private static Page[] Pages(params string[] texts) =>
        [.. texts.Select(static (text, i) => Page.Create(MemoryBench.Message(text), $"{i}", MemoryBench.Start))];
}
