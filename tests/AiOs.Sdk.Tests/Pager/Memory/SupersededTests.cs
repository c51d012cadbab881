using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class SupersededTests
{
    private static readonly DateTimeOffset Then = new(2031, 4, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly AddressSpaceOptions Small = new() { Budget = new ContextBudget(900, 100), FaultShare = 0.9 };

    [Fact]
    public async Task ARecalledPage_ShowsThatANewerOneSaysOtherwise_UntilThatIsErased()
    {
        await using var provider = new ServiceCollection().AddAiOs().BuildServiceProvider();
        var pager = provider.GetRequiredService<IPager>();
        await using var memory = await pager.OpenAsync("talk", Small);
        var old = await SayAsync(memory, "My office desk stands in Porto near the river.", Then);
        var newer = await SayAsync(memory, "My office desk moved, now it stands in Lisbon near the river.", Then.AddDays(30));
        for (int i = 0; i < 40; i++)
        {
            await SayAsync(memory, $"Nothing of note happened in week {i}, only rain and more rain again.", Then.AddDays(40 + i));
            await memory.PrepareAsync(new PrepareRequest(0));
        }

        await memory.RecallAsync("Where does my office desk stand, near which river?", limit: 2);
        var shown = await memory.PrepareAsync(new PrepareRequest(0));
        string mark = $"[superseded by p:{newer.ToShortString()} of 2031-05-05]";
        Assert.Contains(mark, TextOf(shown, old), StringComparison.Ordinal);
        Assert.DoesNotContain("superseded", TextOf(shown, newer), StringComparison.Ordinal);

        await using var fork = await pager.RestoreAsync(await memory.SnapshotAsync(), "fork", Small);
        Assert.Equal(TextOf(shown, old), TextOf(await fork.PrepareAsync(new PrepareRequest(0)), old));

        await memory.EraseAsync([newer]);
        Assert.DoesNotContain("superseded", TextOf(await memory.PrepareAsync(new PrepareRequest(0)), old), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("We met Ada Byron in New York. Then Ada Byron left.", "Ada Byron, New York")]
    [InlineData("nothing here has a name, Even so.", "Even")]
    [InlineData("Sentences begin. Like this! Or that?", "")]
    public void Names_AreCapitalsWhereNoSentenceBegins(string text, string expected) => Assert.Equal(expected, ProperNames.In(text, beyond: 0));

    [Fact]
    public void AStub_NamesWhatItsGistLeavesOut()
    {
        string text = new string('x', 80) + " and then we saw Marta in Évora";
        var page = Page.Create(new PageDraft { Messages = [new ChatMessage(ChatRole.User, text)] }, "k", Then);
        Assert.Equal(
            $"p:{page.Id.ToShortString()} | {Then:yyyy-MM-dd HH:mm} | message | {text[..72]}… | Marta, Évora", DigestWriter.StubOf(page));
    }

    private static async Task<PageId> SayAsync(IAddressSpace memory, string text, DateTimeOffset time) =>
        (await memory.AppendAsync([new PageDraft { Messages = [new ChatMessage(ChatRole.User, text) { AuthorName = "Ada" }], Time = time }]))[0];

    private static string TextOf(ResidentSet shown, PageId id) => shown.Tail.Single(item => item.Page.Id == id).Messages[0].Text;
}
