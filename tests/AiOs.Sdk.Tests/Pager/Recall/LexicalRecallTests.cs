using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class LexicalRecallTests
{
    private static readonly DateTimeOffset Start = new(2030, 5, 8, 13, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task AnAnswerWithoutTheQuestionsWords_IsFoundByTheQuestionBeforeIt()
    {
        var (index, pages) = await CreateAsync(
            ("Ada", "Nice weather today."), ("Bob", "Which town did you move to, Ada?"), ("Ada", "Lisbon, and I love it!"),
            ("Bob", "Great."), ("Ada", "How is your garden?"), ("Bob", "Full of weeds."));
        var hits = await index.SearchAsync(new RecallQuery { Text = "Which town did Ada move to?", Limit = 2 });
        Assert.Contains(hits, hit => hit.Id == pages[2].Id);
    }

    [Fact]
    public async Task TheSpeakerNamedInTheQuestion_IsPreferred()
    {
        var (index, pages) = await CreateAsync(
            ("Ada", "I adopted a puppy."), ("Bob", "I adopted a puppy."), ("Ada", "Fine."), ("Bob", "Good."));
        var hits = await index.SearchAsync(new RecallQuery { Text = "What did Bob adopt?" });
        Assert.Equal(pages[1].Id, hits[0].Id);
    }

    [Theory]
    [InlineData("What happened on 12 May?", 4)]
    [InlineData("What happened on the 8th of May 2030?", 0)]
    public async Task ADateInTheQuestion_PrefersThatDay(string question, int first)
    {
        var index = new LexicalRecallIndexFactory().Create("x");
        Page[] pages = [.. Enumerable.Range(0, 8).Select(i => PageOf(i, "Ada", "Something happened again.", Start.AddDays(i)))];
        await index.AddAsync(pages);
        Assert.Equal(pages[first].Id, (await index.SearchAsync(new RecallQuery { Text = question }))[0].Id);
    }

    [Fact]
    public async Task Yesterday_IsTheDayBeforeTheAsking()
    {
        var index = new LexicalRecallIndexFactory().Create("x");
        Page[] pages = [.. Enumerable.Range(0, 8).Select(i => PageOf(i, "Ada", "Something happened again.", Start.AddDays(i)))];
        await index.AddAsync(pages);
        var query = new RecallQuery { Text = "What happened yesterday?", AskedAt = Start.AddDays(6) };
        Assert.Equal(pages[5].Id, (await index.SearchAsync(query))[0].Id);
    }

    [Fact]
    public async Task AddingOneByOne_IsAddingAllAtOnce()
    {
        Page[] pages = [.. Enumerable.Range(0, 200).Select(i =>
            PageOf(i, i % 3 == 0 ? "Ada" : "Bob", $"word{i % 17} and word{i % 5}?", Start.AddMinutes(i * 20)))];
        var batch = new LexicalRecallIndexFactory().Create("x");
        await batch.AddAsync(pages);
        var single = new LexicalRecallIndexFactory().Create("x");
        foreach (var page in pages)
        {
            await single.AddAsync([page]);
        }

        var query = new RecallQuery { Text = "Did Ada say word3 and word4 in May?", Limit = 50 };
        Assert.Equal(await batch.SearchAsync(query), await single.SearchAsync(query));
    }

    // The shortcut for large spaces, and judging every page, agree on what is worth finding.
    [Fact]
    public async Task InALargeSpace_ARareWordIsStillFoundFirst()
    {
        var index = new LexicalRecallIndexFactory().Create("x");
        Page[] pages = [.. Enumerable.Range(0, 6_000).Select(i => PageOf(i, "Ada", $"common words about day{i}", Start.AddMinutes(i)))];
        await index.AddAsync(pages);
        Assert.Equal(pages[4_711].Id, (await index.SearchAsync(new RecallQuery { Text = "what about day4711" }))[0].Id);
    }

    [Fact]
    public async Task IrregularForms_AndKindsOfThings_AreFound()
    {
        var (index, pages) = await CreateAsync(
            ("Ada", "The weather is fine."), ("Ada", "I bought a violin."), ("Bob", "Good for you."), ("Bob", "We took the train."));
        Assert.Equal(pages[1].Id, (await index.SearchAsync(new RecallQuery { Text = "What did she buy?" }))[0].Id);
        Assert.Equal(pages[1].Id, (await index.SearchAsync(new RecallQuery { Text = "Which instruments are there?" }))[0].Id);
    }

    [Fact]
    public async Task ANewerPageThatSaysOtherwise_IsNamed_AndBothStay()
    {
        var (index, pages) = await CreateAsync(
            ("Ada", "I work at the harbour office."), ("Bob", "Nice."), ("Ada", "I no longer work at the harbour office."));
        var hits = await index.SearchAsync(new RecallQuery { Text = "Where does Ada work, at the harbour office?" });
        Assert.Equal(pages[2].Id, hits.Single(hit => hit.Id == pages[0].Id).SupersededBy);
        Assert.Null(hits.Single(hit => hit.Id == pages[2].Id).SupersededBy);
    }

    [Theory]
    [InlineData("Ada", "THE KEYS OF THE BOAT ARE UNDER THE GREEN STONE!", true)]
    [InlineData("Ada", "Under a green stone: that is where the boat's key was.", true)] // Other order, other forms, other words that say nothing.
    [InlineData("Ada", "The keys of the boat are under the grey stone.", false)]
    [InlineData("Cid", "The keys of the boat are under the green stone.", false)]
    public async Task APageThatOnlyRepeatsAnother_IsLeftOut(string author, string again, bool repeats)
    {
        var (index, pages) = await CreateAsync(("Ada", "The keys of the boat are under the green stone."), ("Bob", "Thanks!"), (author, again));
        var hits = await index.SearchAsync(new RecallQuery { Text = "where are the keys of the boat?", Limit = 10 });
        Assert.Equal(repeats ? 1 : 2, hits.Count(hit => hit.Id == pages[0].Id || hit.Id == pages[2].Id));
    }

    [Fact]
    public async Task WhatAPageCallsLastMonth_IsFoundByTheNameOfThatMonth()
    {
        var index = new LexicalRecallIndexFactory().Create("x");
        Page[] pages = [.. Enumerable.Range(0, 8).Select(i => PageOf(
            i, "Ada", i == 3 ? "I went sailing last month." : "I went sailing again.", Start.AddDays(i)))];
        await index.AddAsync(pages);
        Assert.Equal(pages[3].Id, (await index.SearchAsync(new RecallQuery { Text = "Who went sailing in April?" }))[0].Id);
    }

    [Theory]
    [InlineData("see you tomorrow", "2030-05-09", 1)]
    [InlineData("it rained yesterday", "2030-05-07", 1)]
    [InlineData("two weeks ago we met", "2030-04-22", 7)]
    [InlineData("a couple of days ago", "2030-05-06", 1)]
    [InlineData("last month was hard", "2030-04-01", 30)]
    [InlineData("next year then", "2031-01-01", 365)]
    [InlineData("last Friday at noon", "2030-05-03", 1)]
    [InlineData("last weekend", "2030-05-04", 2)]
    [InlineData("Fridays are busy", null, 0)]
    [InlineData("two weeks of rain", null, 0)]
    public void TimePhrases_AreDaysCountedFromThePage(string text, string? day, int days)
    {
        var phrase = new TimePhrase(DateOnly.FromDateTime(Start.DateTime)); // A Wednesday.
        foreach (string word in text.Split(' '))
        {
            phrase.Read(word.ToLowerInvariant());
        }

        Assert.Equal(day is null ? 0 : DateOnly.Parse(day).DayNumber, phrase.Day);
        Assert.Equal(days, phrase.Days);
    }

    [Theory]
    [InlineData("running", "run")]
    [InlineData("ponies", "poni")]
    [InlineData("relational", "relat")]
    [InlineData("hopping", "hop")]
    [InlineData("hoping", "hope")]
    [InlineData("conditional", "condit")]
    [InlineData("vietnamization", "vietnam")]
    [InlineData("electriciti", "electr")]
    [InlineData("adjustment", "adjust")]
    [InlineData("controll", "control")]
    [InlineData("probate", "probat")]
    [InlineData("sky", "sky")]
    [InlineData("be", "be")]
    public void Stems_AreThoseOfThePaper(string word, string stem)
    {
        char[] buffer = word.ToCharArray();
        Assert.Equal(stem, new string(buffer, 0, EnglishStemmer.Stem(buffer)));
    }

    private static async Task<(IRecallIndex Index, Page[] Pages)> CreateAsync(params (string Author, string Text)[] turns)
    {
        Page[] pages = [.. turns.Select((turn, i) => PageOf(i, turn.Author, turn.Text, Start.AddMinutes(i)))];
        var index = new LexicalRecallIndexFactory().Create("x");
        await index.AddAsync(pages);
        return (index, pages);
    }

    private static Page PageOf(int number, string author, string text, DateTimeOffset time) => Page.Create(
        new PageDraft { Messages = [new ChatMessage(ChatRole.User, text) { AuthorName = author }] }, "page-" + number, time);
}
