using Xunit;

namespace AiOs;

/// <summary>What stands around an article and gives itself no name: other stories, boxes that ask for an address, columns of teasers.</summary>
public sealed class ExtractionNeighboursTests
{
    private const string Box = "<p>One letter a week, with everything that the harbour talks about.</p>";

    private static readonly string[] Subjects = ["ferry", "bridge", "market", "school", "library", "orchard"];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void OfEqualArticles_TheOneWithThePagesTitle_IsThePage(int main)
    {
        string articles = string.Concat(Enumerable.Range(0, 3).Select(i => Article(i, $"<h2>{Headline(i)}</h2>")));
        string text = Extract(Headline(main), $"<main>{articles}</main>");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(i == main, text.Contains(Sentence(i, 4), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void EqualArticles_NoneOfWhichHasThePagesTitle_AreAListAndStay()
    {
        string articles = string.Concat(Enumerable.Range(0, 3).Select(i => Article(i, $"<h2>{Headline(i)}</h2>")));
        string text = Extract("The harbour blog", $"<main>{articles}</main>");
        Assert.All(Enumerable.Range(0, 3), i => Assert.Contains(Sentence(i, 4), text, StringComparison.Ordinal));
    }

    [Fact]
    public void AnArticleThatShowsOnlyItsTitle_IsNotTakenForThePage()
    {
        string articles = $"<article><h2>{Headline(0)}</h2><p>{Sentence(0, 0)}</p></article>" + Article(1, "") + Article(2, "");
        string text = Extract(Headline(0), $"<main>{articles}</main>");
        Assert.Contains(Sentence(1, 3), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<input type='email'>")]
    [InlineData("<input>")]
    [InlineData("<span><input type='text'></span>")]
    [InlineData("<textarea></textarea>")]
    public void ABoxThatAsksForSomething_IsLeftOut(string field)
    {
        string text = Extract(Headline(0), $"<div><h1>{Headline(0)}</h1>{Paragraphs(0, 0, 5)}<div>{Box}{field}</div>{Paragraphs(0, 5, 5)}</div>");
        Assert.DoesNotContain("One letter a week", text, StringComparison.Ordinal);
        Assert.All(Enumerable.Range(0, 10), i => Assert.Contains(Sentence(0, i), text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<input type='checkbox'>")]
    [InlineData("<button>Copy</button>")]
    [InlineData("")]
    public void ABoxThatAsksForNothing_Stays(string field)
    {
        string text = Extract(Headline(0), $"<div><h1>{Headline(0)}</h1>{Paragraphs(0, 0, 5)}<div>{Box}{field}</div>{Paragraphs(0, 5, 5)}</div>");
        Assert.Contains("One letter a week", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AnArticleWithAFieldInIt_Stays()
    {
        string text = Extract(Headline(0), $"<div><h1>{Headline(0)}</h1>{Paragraphs(0, 0, 6)}<input type='text'>{Paragraphs(0, 6, 4)}</div>");
        Assert.All(Enumerable.Range(0, 10), i => Assert.Contains(Sentence(0, i), text, StringComparison.Ordinal));
    }

    [Fact]
    public void AColumnOfTeasers_AsLargeAsTheArticle_IsLeftOut()
    {
        string text = Extract(Headline(0), $"<div><div><h1>{Headline(0)}</h1>{Paragraphs(0, 0, 12)}</div><div>{Teasers(12)}</div></div>");
        Assert.All(Enumerable.Range(0, 12), i => Assert.Contains(Sentence(0, i), text, StringComparison.Ordinal));
        Assert.DoesNotContain(Sentence(1, 0), text, StringComparison.Ordinal);
    }

    [Fact]
    public void AListOfTeasers_WithAWordOfWelcome_Stays()
    {
        string text = Extract("The harbour blog", $"<div><h1>The harbour blog</h1>{Paragraphs(0, 0, 3)}<div>{Teasers(12)}</div></div>");
        Assert.Contains(Sentence(1, 0), text, StringComparison.Ordinal);
    }

    private static string Headline(int story) => $"What became of the old {Subjects[story]}";

    private static string Sentence(int story, int number) =>
        $"Of the {Subjects[story]} the clerk wrote in note {number} that nothing had been decided, and that nobody would be asked before the summer.";

    private static string Paragraphs(int story, int first, int count) =>
        string.Concat(Enumerable.Range(first, count).Select(i => $"<p>{Sentence(story, i)}</p>"));

    private static string Article(int story, string heading) => $"<article>{heading}{Paragraphs(story, 0, 8)}</article>";

    private static string Teasers(int count) => string.Concat(Enumerable.Range(0, count).Select(i =>
        $"<div><h3><a href='/s{i}'>Another story from the quay, number {i}</a></h3><p>{Sentence(1, i)}</p></div>"));

    private static string Extract(string title, string body) =>
        ArticleExtractor.Extract($"<html><head><title>{title}</title></head><body>{body}</body></html>", new Uri("https://page.example/a")).Text;
}
