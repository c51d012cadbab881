using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IPageSummarizer"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class PageSummarizerConformanceTests
{
    private static readonly DateTimeOffset Time = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Creates the summarizer under test. One over a model is given a model that answers at length.</summary>
    protected abstract IPageSummarizer CreateSummarizer();

    [Fact]
    public virtual void Name_IsShort_AndOnOneLine()
    {
        string name = CreateSummarizer().Name;
        Assert.InRange(name.Trim().Length, 1, 64);
        Assert.DoesNotContain(name, static c => char.IsControl(c));
    }

    [Fact]
    public virtual void Integrity_IsOneOfThoseThereAre() => Assert.True(Enum.IsDefined(CreateSummarizer().Integrity));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(400)]
    public virtual async Task Summary_KeepsToTheBound(int budgetTokens)
    {
        string summary = await CreateSummarizer().SummarizeAsync(Request(budgetTokens, 12));
        Assert.InRange(new Letters().CountTokens(summary), 0, budgetTokens);
    }

    [Fact]
    public virtual async Task Summary_OfPagesThatSaySomething_SaysSomething() =>
        Assert.False(string.IsNullOrWhiteSpace(await CreateSummarizer().SummarizeAsync(Request(400, 3))));

    [Fact]
    public virtual async Task Summary_OfOnePageWithoutAWord_IsNoError()
    {
        var page = Page.Create(new PageDraft { Messages = [new ChatMessage(ChatRole.User, "…")] }, "empty", Time);
        string summary = await CreateSummarizer().SummarizeAsync(new SummaryRequest([page], 50, new Letters()));
        Assert.InRange(new Letters().CountTokens(summary), 0, 50);
    }

    [Fact]
    public virtual async Task Summary_LeavesThePagesAsTheyWere()
    {
        var request = Request(100, 4);
        byte[][] before = [.. request.Pages.Select(static page => page.Record.ToArray())];
        _ = await CreateSummarizer().SummarizeAsync(request);
        Assert.Equal(before, request.Pages.Select(static page => page.Record.ToArray()));
    }

    [Fact]
    public virtual async Task BadInput_IsRefused_AndACancelledCallGivesNothing()
    {
        var summarizer = CreateSummarizer();
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await summarizer.SummarizeAsync(null!));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await summarizer.SummarizeAsync(Request(0, 1)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await summarizer.SummarizeAsync(Request(50, 2), new CancellationToken(canceled: true)));
    }

    private static SummaryRequest Request(int budgetTokens, int pages) => new(
        [.. Enumerable.Range(0, pages).Select(static i => Page.Create(
            new PageDraft { Messages = [new ChatMessage(ChatRole.User, $"The crane of pier {i} was repaired. It lifts {i + 3} containers an hour.")] },
            $"page-{i}",
            Time.AddMinutes(i)))],
        budgetTokens,
        new Letters());

    /// <summary>Every four characters are a token: a counter that cuts in the middle of words.</summary>
    private sealed class Letters : ITokenCounter
    {
        public string Name => "letters";

        public double Margin => 0;

        public int CountTokens(ReadOnlySpan<char> text) => (text.Length + 3) / 4;
    }
}
