using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>Messages that are given away for a page are shown as they are, and look as those do that are read from its record.</summary>
public sealed class GivenAwayMessagesTests
{
    private static readonly byte[] Key = new byte[32];

    [Fact]
    public void WhatIsShown_IsTheSame_WhetherMessagesWereGivenAwayOrRead() => Prop.ForAll(
        MessagePartsTests.Message.NonEmptyListOf().Zip(Gen.Elements(SecurityLabel.User, SecurityLabel.Untrusted)).ToArbitrary(), static input =>
        {
            var (messages, label) = input;
            var draft = new PageDraft { Messages = [.. messages], Kind = PageKind.ToolExchange, Label = label };
            var read = Shown(draft);
            var givenAway = Shown(draft with { GivenAway = draft.Messages });
            return read == givenAway;
        }).Check(Seeded.Config);

    [Fact]
    public void GivenAwayMessages_AreTakenOnce()
    {
        ChatMessage[] messages = [new(ChatRole.User, "a")];
        var page = Page.Create(new PageDraft { Messages = messages, GivenAway = messages }, "k", DateTimeOffset.UnixEpoch);
        Assert.NotSame(messages[0], page.GetMessages()[0]); // Which anybody may call, at any time.
        Assert.Same(messages[0], page.TakeMessages()[0]);
        Assert.NotSame(messages[0], page.TakeMessages()[0]);
    }

    [Fact]
    public void OtherMessages_AreNeverTaken()
    {
        ChatMessage[] givenAway = [new(ChatRole.User, "a")];
        ChatMessage[] others = [new(ChatRole.User, "b")];
        ChatMessage[] asJson = [new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")])]; // Its content comes back as another.
        PageDraft[] drafts =
        [
            new() { Messages = givenAway },
            new PageDraft { Messages = givenAway, GivenAway = givenAway } with { Messages = others }, // Whoever changes a draft gives nothing away.
            new() { Messages = asJson, GivenAway = asJson },
        ];
        Assert.All(drafts, static draft =>
            Assert.NotSame(draft.Messages[0], Page.Create(draft, "k", DateTimeOffset.UnixEpoch).TakeMessages()[0]));
    }

    private static string Shown(PageDraft draft)
    {
        var page = Page.Create(draft, "k", DateTimeOffset.UnixEpoch);
        var shown = new PageRenderer(Key).Render(page, isRecalled: false);
        Assert.All(shown, message => Assert.Same(page, message.RawRepresentation));
        return page.Id + string.Join('\n', shown.Select(MessagePartsTests.Describe));
    }
}
