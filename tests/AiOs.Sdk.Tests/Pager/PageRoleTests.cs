using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class PageRoleTests
{
    // One of each form that a record can have: plain text, tool parts, and JSON for what neither carries.
    [Fact]
    public void TheRole_IsThatOfTheFirstMessage_InWhateverFormItIsKept()
    {
        ChatMessage[][] pages =
        [
            [new ChatMessage(ChatRole.Assistant, "hello") { AuthorName = "Ada" }],
            [new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", "done")]), new ChatMessage(ChatRole.User, "thanks")],
            [new ChatMessage(new ChatRole("narrator"), "once") { MessageId = "m1" }, new ChatMessage(ChatRole.User, "and?")],
        ];
        Assert.All(pages, messages =>
        {
            var page = Page.Create(new PageDraft { Messages = messages }, "key", DateTimeOffset.UnixEpoch);
            Assert.Equal(messages[0].Role, page.GetRole());
        });
    }
}
