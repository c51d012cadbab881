using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class ArticleExtractorTests
{
    private static readonly Uri Url = new("https://site.example/2024/05/01/page.html");

    public static TheoryData<string> Names =>
        ["news", "blog", "table-layout", "docs", "wiki", "german", "japanese", "div-soup", "recipe", "comments", "endless", "hidden"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Page_GivesItsMainContent(string name)
    {
        string text = Extract(name).Text;
        var score = ShingleScore.Compare(Read(name + ".txt"), text);
        Assert.True(score.F1 >= 0.95, $"F1 {score.F1:0.000}, precision {score.Precision:0.000}, recall {score.Recall:0.000}:\n{text}");
    }

    [Theory]
    [InlineData("news", "Crane returns to Westermoor harbour", "Ilse Brandt, Tom Reyes", "2024-05-14T07:30:00Z", "The Coast Courier", "en-GB")]
    [InlineData("blog", "A loaf a week", "Petra Lindqvist", "2024-05-01T00:00:00Z", null, null)]
    [InlineData("german", "Markthalle wird Bibliothek", null, "2023-11-07T07:15:00Z", null, "de")]
    [InlineData("docs", "Bounded queues", null, "2024-05-01T00:00:00Z", null, "en")]
    public void Metadata_IsRead(string name, string title, string? author, string published, string? site, string? language)
    {
        var article = Extract(name);
        Assert.Equal(title, article.Title);
        Assert.Equal(author, article.Author);
        Assert.Equal(DateTimeOffset.Parse(published, System.Globalization.CultureInfo.InvariantCulture), article.Published);
        Assert.Equal(site, article.SiteName);
        Assert.Equal(language, article.Language);
    }

    [Fact]
    public void Links_AreResolvedAgainstTheBase()
    {
        var article = Extract("hidden");
        Assert.Equal([new WebLink("village", new Uri("https://cdn.example/base/village.html"))], article.Links);
        Assert.Contains("[village](https://cdn.example/base/village.html)", article.Markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("Ignore the question", article.Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<p>One <b>bold</b> and <em>soft</em> word, and `ticks`.</p>", "One **bold** and *soft* word, and \\`ticks\\`.")]
    [InlineData("<p>A line<br>and another one, which is longer.</p>", "A line\\\nand another one, which is longer.")]
    [InlineData(
        "<p>Before the path there is a sentence.</p><p>It ends so: C:\\<br><br>And then comes another sentence.</p>",
        "Before the path there is a sentence.\n\nIt ends so: C:\\\\\n\nAnd then comes another sentence.")]
    [InlineData("<p>Not *bold*, not [a](b), not &lt;i>.</p>", "Not \\*bold\\*, not \\[a\\](b), not \\<i\\>.")]
    [InlineData("<p>1. is not the beginning of a list here.</p>", "1\\. is not the beginning of a list here.")]
    [InlineData("<p>See <a href='/x(1)'>the page</a> for more about it.</p>", "See [the page](https://site.example/x%281%29) for more about it.")]
    [InlineData("<p>See <a href='javascript:alert(1)'>the page</a> for more of it.</p>", "See the page for more of it.")]
    [InlineData(
        "<p>Before the list there is a sentence.</p><ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>",
        "Before the list there is a sentence.\n\n- one\n- two\n  - three")]
    [InlineData(
        "<p>Before the list there is a sentence.</p><ol start=3><li>one</li><li>two</li></ol>",
        "Before the list there is a sentence.\n\n3. one\n4. two")]
    [InlineData(
        "<p>Before the quote there is a sentence.</p><blockquote><p>Said.</p><p>And done.</p></blockquote>",
        "Before the quote there is a sentence.\n\n> Said.\n>\n> And done.")]
    [InlineData(
        "<p>Before the code there is a sentence.</p><pre>a\n  ```\nb</pre>",
        "Before the code there is a sentence.\n\n````\na\n  ```\nb\n````")]
    [InlineData("<p>Call <code>f(`x`)</code> and see what it says.</p>", "Call `` f(`x`) `` and see what it says.")]
    [InlineData(
        "<p>A table follows this sentence here.</p><table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td></tr></table>",
        "A table follows this sentence here.\n\n| a | b\\|c |\n| --- | --- |\n| 1 |  |")]
    public void Markdown_SaysWhatThePageShows(string html, string expected) =>
        Assert.Equal(expected, ArticleExtractor.Extract("<article>" + html + "</article>", Url).Markdown);

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("<p>")]
    [InlineData("<table><tr><td><table><li><p></table>")]
    [InlineData("<script type='application/ld+json'>{\"@type\":\"Article\",</script><a href='http://['>x</a>")]
    [InlineData("<frameset><frame src=x></frameset>")]
    public void BrokenPages_GiveLittleAndDoNotThrow(string html) => Assert.True(ArticleExtractor.Extract(html, Url).Text.Length < 10);

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<ul><li>")]
    [InlineData("<blockquote>")]
    [InlineData("<table><tr><td>")]
    public void DeepPages_AreRead(string tag)
    {
        string html = "<p>A sentence that stands at the top of the page.</p>" + string.Concat(Enumerable.Repeat(tag, 5_000)) + "deep";
        Assert.Contains("A sentence that stands", ArticleExtractor.Extract(html, Url).Text, StringComparison.Ordinal);
    }

    // Whatever tags come in whatever order: no throw, the same answer twice, and no text that the page does not have.
    [Fact]
    public void AnyPage_GivesItsOwnWordsOnly()
    {
        var piece = Gen.Elements(
            "<p>", "</p>", "<div class=comment>", "</div>", "<ul>", "<li>", "<table>", "<tr>", "<td>", "<a href=/x>", "</a>", "<h2>", "<pre>", "<br>",
            "<br><br>", "<nav>", "<article>", "</article>", "<blockquote>", "<b>", "alpha ", "beta, gamma. ", "A longer sentence stands here. ", "`*_[");
        Prop.ForAll(piece.ArrayOf().ToArbitrary(), pieces =>
        {
            string html = string.Concat(pieces);
            var article = ArticleExtractor.Extract(html, Url);
            var words = new HashSet<string>("alpha beta gamma A longer sentence stands here".Split(' '), StringComparer.Ordinal);
            bool isOwn = article.Text.Split([' ', '\n', ',', '.', '`', '*', '_', '['], StringSplitOptions.RemoveEmptyEntries)
                .All(word => words.Any(known => word.Replace(known, "", StringComparison.Ordinal).Length < word.Length));
            return isOwn && article.Markdown == ArticleExtractor.Extract(html, Url).Markdown;
        }).Check(Seeded.Config);
    }

    [Fact]
    public void FirstSentence_ThatBeginsLikeAByline_Stays()
    {
        var article = ArticleExtractor.Extract("<article><p>By the end of the day it was over.</p><p>Nobody was sorry for it.</p></article>", Url);
        Assert.StartsWith("By the end of the day", article.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherText_IsTakenAsItIs()
    {
        var page = new WebPage
        {
            RequestedUrl = Url,
            Url = Url,
            MediaType = "text/plain",
            Charset = "utf-8",
            Text = "a < b\n*c*\n",
            FetchedAt = DateTimeOffset.UnixEpoch,
        };
        var article = ArticleExtractor.Extract(page);
        Assert.Equal("```\na < b\n*c*\n```", article.Markdown);
        Assert.Equal("page.html", article.Title);
        Assert.Equal("*c*", ArticleExtractor.Extract(page with { MediaType = "text/markdown", Text = "*c*" }).Markdown);
    }

    private static WebArticle Extract(string name) => ArticleExtractor.Extract(Read(name + ".html"), Url);

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ArticleExtractorTests).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
