using Xunit;

namespace AiOs;

/// <summary>Boxes in which a page asks its reader for something, links that nobody closed, and what a page says that it is.</summary>
public sealed class ExtractionAskingTests
{
    [Theory]
    [InlineData("<a href='/subscribe'>Subscribe</a>")]
    [InlineData("<a href='https://shop.example/de/abo/?from=12#top'>Jetzt Abo sichern</a>")]
    [InlineData("<p><a href='login.php'><b>Already a reader? Log in</b></a></p>")]
    public void ABoxWithADoor_IsLeftOut(string door) =>
        Assert.DoesNotContain("three free stories", Extract(Story(Box(door))), StringComparison.Ordinal);

    [Theory]
    [InlineData("<a href='/ferry'>The ferry</a>")]
    [InlineData("<p>How to join is told <a href='/subscribe'>elsewhere</a>, and takes a minute of your time at most.</p>")]
    [InlineData("<ul><li><a href='/a'>one</a></li><li><a href='/b'>two</a></li><li><a href='/c'>three</a></li><li><a href='/login'>login</a></li></ul>")]
    public void ABoxWithoutOne_OrWithOneInASentence_OrInAList_Stays(string inner) =>
        Assert.Contains("three free stories", Extract(Story(Box(inner))), StringComparison.Ordinal);

    [Theory]
    [InlineData("This site and its 300 partners use cookies, and read what they find.", "We ask you to accept that.", false)]
    [InlineData("Diese Seite verwendet Cookies, auch von Dritten, um Werbung auszuspielen.", "Sie können allem zustimmen oder ablehnen.", false)]
    [InlineData("The baker of the harbour gives his cookies away after five in the afternoon.", "Nobody has ever asked him why.", true)]
    [InlineData("What is kept of a visitor is told to whoever asks for it.", "To accept that is the price of the ferry.", true)]
    public void ARequestForConsent_IsLeftOut_WhateverItIsCalled(string first, string second, bool stays)
    {
        string box = $"<div class='x1'><p>{first} {first}</p><p>{second}</p><button>OK</button></div>";
        string text = Extract($"<div>{box}<div><h1>Ferry sold</h1><p>{Sentence(0)}</p><p>{Sentence(1)}</p></div></div>");
        Assert.Equal(stays, text.Contains(second, StringComparison.Ordinal));
        Assert.Contains(Sentence(1), text, StringComparison.Ordinal);
    }

    [Fact]
    public void AnArticleAboutCookies_Stays()
    {
        string article = "<p>Whoever puts cookies on a machine must say so, and nobody needs to accept them, the court found.</p>" + Paragraphs(0, 4);
        string text = Extract($"<div><div><h1>Ferry sold</h1>{article}<button>Print</button></div></div>");
        Assert.Contains("the court found", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ALinkThatIsNeverClosed_DoesNotMakeAMenuOfTheText()
    {
        string text = Extract($"<div><a href='/'>Home</a><a href='/n'>News</div><div><h1>Ferry sold</h1>{Paragraphs(0, 10)}</div>");
        Assert.All(Enumerable.Range(0, 10), i => Assert.Contains(Sentence(i), text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("article", 110, 5, false)]
    [InlineData("website", 110, 5, true)]
    [InlineData("article", 90, 4, true)] // With so little beside them they are all there is.
    [InlineData("article", 110, 12, true)]
    public void ManyTeasers_AreNotThePage_WhereItSaysThatItIsAnArticle(string type, int characters, int count, bool stays)
    {
        string lead = Sentence(0)[..(characters - 1)] + ".";
        string teasers = string.Concat(Enumerable.Range(1, count).Select(i =>
            $"<div><h3><a href='/s{i}'>Another story, number {i}</a></h3><p>{Sentence(i)}</p></div>"));
        string text = Extract($"<div><div><h1>Ferry sold</h1><p>{lead}</p></div><div>{teasers}</div></div>", $"<meta property='og:type' content='{type}'>");
        Assert.Equal(stays, text.Contains(Sentence(3), StringComparison.Ordinal));
    }

    private static string Sentence(int number) =>
        $"Of the ferry the clerk wrote in note {number} that nothing had been decided, and that nobody would be asked before the summer.";

    private static string Paragraphs(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(i => $"<p>{Sentence(i)}</p>"));

    private static string Box(string inner) =>
        $"<div class='x1'><p>You have read your three free stories of this month, and we hope you liked them.</p>{inner}</div>";

    private static string Story(string box) => $"<div><h1>Ferry sold</h1>{Paragraphs(0, 5)}{box}{Paragraphs(5, 5)}</div>";

    private static string Extract(string body, string head = "") => ArticleExtractor.Extract(
        $"<html><head><title>Ferry sold</title>{head}</head><body>{body}</body></html>", new Uri("https://page.example/a")).Text;
}
