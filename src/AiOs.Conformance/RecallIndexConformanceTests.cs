using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IRecallIndex"/> must do. A provider derives and gets the whole suite.</summary>
/// <remarks>What is found, and how well, is for evaluations to say; a page that holds a rare word of the question must be found.</remarks>
public abstract class RecallIndexConformanceTests
{
    private static readonly DateTimeOffset Start = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Creates an empty index.</summary>
    protected abstract IRecallIndex CreateIndex();

    [Fact]
    public virtual async Task Search_InAnEmptyIndex_FindsNothing() =>
        Assert.Empty(await CreateIndex().SearchAsync(new RecallQuery { Text = "anything" }));

    [Fact]
    public virtual async Task Search_ForARareWord_FindsItsPageFirst()
    {
        var (index, pages) = await CreateAsync(200);
        var hits = await index.SearchAsync(new RecallQuery { Text = "where is the zanzibarword37 now" });
        Assert.Equal(pages[37].Id, hits[0].Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public virtual async Task Search_GivesAtMostTheLimit_BestFirst_NoneTwice(int limit)
    {
        var (index, _) = await CreateAsync(50);
        var hits = await index.SearchAsync(new RecallQuery { Text = "common harbour", Limit = limit });
        Assert.True(hits.Count <= limit);
        Assert.Equal(hits.Count, hits.Select(hit => hit.Id).Distinct().Count());
        Assert.Equal(hits.Select(hit => hit.Score).OrderDescending(), hits.Select(hit => hit.Score));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_001)]
    public virtual async Task Search_WithALimitOutOfRange_Throws(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await CreateIndex().SearchAsync(new RecallQuery { Text = "x", Limit = limit }));

    [Fact]
    public virtual async Task Search_Twice_GivesTheSame()
    {
        var (index, _) = await CreateAsync(100);
        var query = new RecallQuery { Text = "the common harbour on Tuesday zanzibarword5" };
        Assert.Equal(await index.SearchAsync(query), await index.SearchAsync(query));
    }

    [Fact]
    public virtual async Task Search_OfEmptyText_FindsNothing_WithoutATimeRange()
    {
        var (index, _) = await CreateAsync(10);
        Assert.Empty(await index.SearchAsync(new RecallQuery { Text = "" }));
    }

    [Fact]
    public virtual async Task Search_OfEmptyText_WithATimeRange_GivesItsPagesOldestFirst()
    {
        var (index, pages) = await CreateAsync(20);
        var hits = await index.SearchAsync(new RecallQuery { Text = "", From = pages[5].Time, To = pages[9].Time });
        Assert.Equal(pages[5..9].Select(page => page.Id), hits.Select(hit => hit.Id));
    }

    [Fact]
    public virtual async Task Search_WithATimeRange_GivesOnlyPagesWithin()
    {
        var (index, pages) = await CreateAsync(60);
        var hits = await index.SearchAsync(
            new RecallQuery { Text = "common harbour", Limit = 100, From = pages[10].Time, To = pages[20].Time });
        Assert.NotEmpty(hits);
        Assert.Subset(pages[10..20].Select(page => page.Id).ToHashSet(), hits.Select(hit => hit.Id).ToHashSet());
    }

    [Fact]
    public virtual async Task Search_WithAFilter_JudgesBeforeTheLimit()
    {
        var (index, pages) = await CreateAsync(100);
        var last = pages[^1].Id;
        var hits = await index.SearchAsync(new RecallQuery { Text = "common harbour", Limit = 1, Filter = id => id == last });
        Assert.Equal([last], hits.Select(hit => hit.Id));
    }

    [Fact]
    public virtual async Task Search_NeverGivesAPageThatTheReaderMayNotRead()
    {
        var index = CreateIndex();
        var secret = PageOf(1, "the harbour code is zanzibarword1", new SecurityLabel(Integrity.User, ReaderSet.Of("ada")));
        await index.AddAsync([PageOf(0, "common harbour", SecurityLabel.User), secret]);
        var query = new RecallQuery { Text = "zanzibarword1 harbour code" };

        Assert.DoesNotContain(await index.SearchAsync(query), hit => hit.Id == secret.Id);
        Assert.DoesNotContain(await index.SearchAsync(query with { Reader = "bob" }), hit => hit.Id == secret.Id);
        Assert.Contains(await index.SearchAsync(query with { Reader = "ada" }), hit => hit.Id == secret.Id);
    }

    [Fact]
    public virtual async Task Add_Twice_IsAddedOnce()
    {
        var (once, pages) = await CreateAsync(30);
        var twice = CreateIndex();
        await twice.AddAsync(pages);
        await twice.AddAsync(pages);
        var query = new RecallQuery { Text = "common zanzibarword3", Limit = 100 };
        Assert.Equal(await once.SearchAsync(query), await twice.SearchAsync(query));
    }

    [Fact]
    public virtual async Task Remove_Forgets_AndCountsWhatWasThere()
    {
        var (index, pages) = await CreateAsync(40);
        Assert.Equal(2, await index.RemoveAsync([pages[3].Id, pages[4].Id, PageId.Of([1])]));
        Assert.Equal(0, await index.RemoveAsync([pages[3].Id]));
        var hits = await index.SearchAsync(new RecallQuery { Text = "zanzibarword3 zanzibarword4 common", Limit = 100 });
        Assert.DoesNotContain(hits, hit => hit.Id == pages[3].Id || hit.Id == pages[4].Id);
        Assert.Contains(hits, hit => hit.Id == pages[5].Id);
    }

    [Fact]
    public virtual async Task Remove_ThenAddAgain_IsFoundAgain()
    {
        var (index, pages) = await CreateAsync(10);
        await index.RemoveAsync([pages[3].Id]);
        await index.AddAsync([pages[3]]);
        var hits = await index.SearchAsync(new RecallQuery { Text = "zanzibarword3" });
        Assert.Equal(pages[3].Id, hits[0].Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\ud800 lone surrogate")]
    [InlineData("…!?—")]
    [InlineData("東京タワーに行きました")]
    [InlineData("לאן הלכת אתמול")]
    public virtual async Task Search_OfAnyText_DoesNotFail(string text)
    {
        var (index, _) = await CreateAsync(5);
        _ = await index.SearchAsync(new RecallQuery { Text = text });
    }

    [Fact]
    public virtual async Task Search_WithoutSpacesBetweenWords_FindsWhatWasSaid()
    {
        var index = CreateIndex();
        var tower = PageOf(1, "昨日、東京タワーに行きました。", SecurityLabel.User);
        await index.AddAsync([PageOf(0, "今日は雨が降っています。", SecurityLabel.User), tower]);
        var hits = await index.SearchAsync(new RecallQuery { Text = "東京タワー" });
        Assert.Equal(tower.Id, hits[0].Id);
    }

    [Fact]
    public virtual async Task Search_Together_GivesWhatEachGivesAlone()
    {
        var (index, _) = await CreateAsync(300);
        var queries = Enumerable.Range(0, 40).Select(i => new RecallQuery { Text = $"zanzibarword{i} harbour" }).ToList();
        var alone = new List<IReadOnlyList<RecallHit>>();
        foreach (var query in queries)
        {
            alone.Add(await index.SearchAsync(query));
        }

        var together = await Task.WhenAll(queries.Select(query => Task.Run(async () => await index.SearchAsync(query))));
        Assert.Equal(alone, together);
    }

    [Fact]
    public virtual async Task Search_Cancelled_Throws()
    {
        var (index, _) = await CreateAsync(5);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await index.SearchAsync(new RecallQuery { Text = "common" }, new CancellationToken(canceled: true)));
    }

    private static Page PageOf(int number, string text, SecurityLabel label) => Page.Create(
        new PageDraft
        {
            Messages = [new ChatMessage(ChatRole.User, text) { AuthorName = number % 2 == 0 ? "Ada" : "Bob" }],
            Label = label,
            Source = "harbour",
        },
        "page-" + number,
        Start.AddMinutes(10 * number));

    private async Task<(IRecallIndex Index, Page[] Pages)> CreateAsync(int count)
    {
        Page[] pages = [.. Enumerable.Range(0, count)
            .Select(i => PageOf(i, $"Something common about the harbour, and zanzibarword{i} besides.", SecurityLabel.User))];
        var index = CreateIndex();
        await index.AddAsync(pages);
        return (index, pages);
    }
}
