using System.Globalization;
using Xunit;

namespace AiOs;

/// <summary>Small pages made to unfold: into elements, sections, columns and marks that grow with the square of what was sent.</summary>
public sealed class ExtractionLimitsTests
{
    private const string Sentence = "<p>A sentence that stands here, with a comma and more words in it, so that it is prose.</p>";
    private static readonly Uri Url = new("https://site.example/page.html");

    // What is not closed is opened again in every paragraph: of 56 KB came 4.5 million elements and 2 GB.
    [Theory]
    [InlineData(2_000, 0)]
    [InlineData(40, 12_000)]
    public void FormattingThatIsNeverClosed_IsReadUpToALimit(int formats, int paragraphs)
    {
        string html = Sentence + string.Concat(Enumerable.Range(0, formats).Select(i => string.Create(CultureInfo.InvariantCulture, $"<p><b id={i}>a</p>")))
            + Repeat("<p>b", paragraphs);
        using var page = PageParser.Parse(html);
        Assert.InRange(page.All.Length, 50_000, MeasuredElements.MaxElements);
        Assert.StartsWith("A sentence that stands here", ArticleExtractor.Extract(html, Url).Text, StringComparison.Ordinal);
    }

    // Every tag makes the parser search all that is open: the time grows with the square of the nesting.
    [Fact]
    public void Nests_AreReadUpToALimit()
    {
        string html = Sentence + Repeat("<div>", 20_000);
        using var page = PageParser.Parse(html);
        Assert.InRange(page.All.Length, 6_000, 7_000);
        Assert.StartsWith("A sentence that stands here", ArticleExtractor.Extract(html, Url).Text, StringComparison.Ordinal);
    }

    // The parser calls itself for what follows each: 6,000 of them overflowed its stack, which ends the process.
    [Theory]
    [InlineData("<pre>")]
    [InlineData("<listing>")]
    public void PreformattedTagsInARow_AreReadUpToALimit(string tag)
    {
        using var page = PageParser.Parse(Sentence + Repeat(tag, 100) + "x");
        Assert.InRange(page.All.Length, 32, 40);
        Assert.StartsWith("A sentence that stands here", ArticleExtractor.Extract(Sentence + Repeat(tag, 20_000), Url).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void PreformattedTexts_AreReadToTheirEnd()
    {
        using var page = PageParser.Parse(Repeat("<pre>a line</pre>\n", 1_000));
        Assert.Equal(3 + 1_000, page.All.Length);
    }

    [Fact]
    public void PagesAsLargeAsTheyAre_AreReadToTheirEnd()
    {
        string html = Repeat(Repeat("<div>", 40) + "<p><b>A</b> sentence stands <a href=/x>here</a>, and it ends.</p>" + Repeat("</div>", 40), 5_000);
        using var page = PageParser.Parse(html);
        Assert.Equal(3 + (5_000 * 43), page.All.Length);
    }

    // Each row was filled up to the widest: of 60 KB came 54 MB.
    [Fact]
    public void WideTables_DoNotFillTheirRows()
    {
        string html = "<article>" + Repeat(Sentence, 20) + "<table><tr><td>First" + Repeat("<td>x", 5_000) + Repeat("<tr><td>y<td>z", 2_000) + "</table>"
            + Repeat(Sentence, 20);
        string markdown = ArticleExtractor.Extract(html, Url).Markdown;
        Assert.Contains("| y | z |\n", markdown, StringComparison.Ordinal);
        Assert.InRange(markdown.Length, html.Length / 2, html.Length * 2);
    }

    // Every line bears the marks of all that it is in.
    [Theory]
    [InlineData("<blockquote>")]
    [InlineData("<ol start=999999><li>")]
    public void NestedMarks_AreBounded(string nest)
    {
        string html = "<article>" + Repeat(Sentence, 20) + Repeat(nest, 90) + Repeat("<p>A sentence is here, and it ends.", 1_000);
        Assert.InRange(ArticleExtractor.Extract(html, Url).Markdown.Length, 10_000, html.Length * 6);
    }

    // Sections were cut one after the other, each by a call within a call and with a copy of all that followed.
    [Fact]
    public void ManySections_AreCutTogether()
    {
        string html = "<article>" + Repeat(Sentence, 20) + Repeat("<h2>Tags</h2><p>x</p><h2>Kept here</h2>", 2_500);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string text = ArticleExtractor.Extract(html, Url).Text;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 100 << 20);
        Assert.DoesNotContain("Tags", text, StringComparison.Ordinal);
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
