using Xunit;

namespace AiOs;

/// <summary>How pages arrange what is, and what is not, the article: seen on real pages, written anew here.</summary>
public sealed class ExtractionStructureTests
{
    private const string Lead = "The old ferry was sold on Monday, and nobody in the village was told before the papers were signed.";

    private const string Body = """
        <p>The council had promised a hearing in the spring, with the accounts of the last ten years on the table for everyone to read.</p>
        <p>Instead the buyer's crew arrived on a quiet morning, paid the harbour dues in cash, and cast off before the school bus came by.</p>
        <p>What remains is the landing stage, two winches that nobody has a use for, and a timetable that is no longer true.</p>
        """;

    [Fact]
    public void LeadBetweenHeadlineAndArticle_IsKept()
    {
        string text = Extract($"<h1>Ferry sold</h1><p>1 May, by A. B.</p><div class='lead'>{Lead}</div><div class='text'>{Body}{Body}</div>");
        Assert.StartsWith(Lead, text, StringComparison.Ordinal);
    }

    [Fact]
    public void ProseWithoutHeadlineBeforeIt_IsNoLead()
    {
        string text = Extract($"<div class='x'>{Lead}</div><div class='text'><h1>Ferry sold</h1>{Body}{Body}</div>");
        Assert.DoesNotContain("sold on Monday", text, StringComparison.Ordinal);
    }

    [Fact]
    public void LeadThatTheArticleRepeats_IsKeptOnce()
    {
        string text = Extract($"<h1>Ferry sold</h1><div>{Lead}</div><div class='text'><p>{Lead}</p>{Body}{Body}</div>");
        Assert.Equal(text.IndexOf(Lead, StringComparison.Ordinal), text.LastIndexOf(Lead, StringComparison.Ordinal));
        Assert.Contains(Lead, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Teasers_AreLeftOut_WhereTheyStandBesideAnArticle()
    {
        string teasers = string.Concat(Enumerable.Range(1, 4).Select(Teaser));
        string text = Extract($"<div><h1>Ferry sold</h1><div>{Body}{Body}</div><div>{teasers}</div></div>");
        Assert.Contains("two winches", text, StringComparison.Ordinal);
        Assert.DoesNotContain("is told in full elsewhere", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Teasers_AreThePage_WhereThereIsNothingElse()
    {
        string text = Extract($"<div>{string.Concat(Enumerable.Range(1, 6).Select(Teaser))}</div>");
        Assert.Contains("Story 3 of the day is told in full elsewhere", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<footer>{0}</footer>")]
    [InlineData("<div class='site-footer'>{0}</div>")]
    [InlineData("<div role='dialog'>{0}</div>")]
    [InlineData("<div id='cookie-banner'>{0}</div>")]
    public void WhatFramesThePage_IsLeftOut_ThoughItSaysMoreThanAShortArticle(string frame)
    {
        const string Legal = "<p>The operator answers for nothing that stands on the pages of others, to which links may lead from here.</p>";
        string text = Extract($"<div><div><h1>Ferry sold</h1><p>{Lead}</p></div>{string.Format(null, frame, Legal + Legal)}</div>");
        Assert.Equal(Lead, text.Trim());
    }

    [Fact]
    public void CommentsNamedInAnotherLanguage_AreLeftOut()
    {
        const string Reader = "<div class='kommentar'><p>Das war ja abzusehen, und gefragt wurde von uns auch diesmal wieder niemand.</p></div>";
        string text = Extract($"<div><h1>Ferry sold</h1>{Body}<div id='kommentare'>{string.Concat(Enumerable.Repeat(Reader, 8))}</div></div>");
        Assert.Contains("two winches", text, StringComparison.Ordinal);
        Assert.DoesNotContain("abzusehen", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WhoWroteIt_IsLeftOutAtTheEnd()
    {
        const string Author = "Ilse Brandt has covered harbours and their councils since the year when the lighthouse was closed.";
        const string Mention = "Ilse Brandt was among those who had asked for the accounts of the ferry.";
        string page = $"<h1>Ferry sold</h1><div>{Body}<p>{Mention}</p>{Body}<p>{Author}</p></div>";
        string text = ArticleExtractor.Extract($"<head><meta name='author' content='Ilse Brandt'></head><body>{page}</body>", Url).Text;
        Assert.DoesNotContain("has covered harbours", text, StringComparison.Ordinal);
        Assert.Contains("was among those", text, StringComparison.Ordinal);
    }

    private static readonly Uri Url = new("https://site.example/ferry");

    private static string Teaser(int i) =>
        $"<div><a href='/{i}'><h3>Another story of today, number {i}</h3></a>"
        + $"<p>Story {i} of the day is told in full elsewhere, with all that led to it.</p></div>";

    private static string Extract(string body) => ArticleExtractor.Extract($"<html><body>{body}</body></html>", Url).Text;
}
