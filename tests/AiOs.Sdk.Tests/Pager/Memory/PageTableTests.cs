using Xunit;

namespace AiOs;

public sealed class PageTableTests
{
    [Fact]
    public void ARow_GivesBackWhatThePageSays()
    {
        var table = new PageTable(new PagerCounters());
        var kinds = Enum.GetValues<PageKind>();
        var pages = Enumerable.Range(-28, 57).Select(quarter => Page.Create(
            new PageDraft
            {
                Messages = MemoryBench.Message("hello").Messages,
                Kind = kinds[(quarter + 28) % kinds.Length],
                Time = RecallPages.Start.AddTicks(quarter).ToOffset(TimeSpan.FromMinutes(quarter * 30)),
            },
            "key",
            default)).ToList();
        pages.ForEach(page => table.Add(page, isPinned: page.Kind == PageKind.Document));
        table.SetResident(3, isResident: true, tokens: int.MaxValue);
        Assert.Equal(pages.Select(static page => page.Kind), table.List(0, 100).Select(static entry => entry.Kind));
        Assert.Equal(pages.Select(static page => page.Time.Offset), table.List(0, 100).Select(static entry => entry.Time.Offset));
        Assert.Equal(pages.Select(static page => page.Time), table.List(0, 100).Select(static entry => entry.Time));
        Assert.Equal(int.MaxValue, table.List(3, 1)[0].Tokens);
        Assert.Equal(
            pages.Select((page, i) => page.Kind == PageKind.Document ? PageState.Pinned : i == 3 ? PageState.Resident : PageState.Evicted),
            table.List(0, 100).Select(static entry => entry.State));
    }

    [Fact]
    public void MoreLabelsThanARowHasRoomFor_AreKept()
    {
        var table = new PageTable(new PagerCounters());
        var page = MemoryBench.Message("hello");
        SecurityLabel LabelOf(int number) => new(Integrity.User, ReaderSet.Of($"reader {number % (PageRow.MaxLabel + 5)}"));
        int count = PageRow.MaxLabel + 20;
        for (int number = 0; number < count; number++)
        {
            table.Add(Page.Create(page with { Label = LabelOf(number) }, $"{number}", RecallPages.Start), isPinned: false);
        }

        table.Erase(PageRow.MaxLabel + 2);
        for (int number = 0; number < count; number += number < PageRow.MaxLabel - 10 ? 1_000 : 1)
        {
            if (number != PageRow.MaxLabel + 2)
            {
                Assert.Equal(LabelOf(number), table.LabelAt(number));
            }
        }

        Assert.Equal(LabelOf(PageRow.MaxLabel + 1), table.List(PageRow.MaxLabel + 1, 2)[0].Label);
    }
}
