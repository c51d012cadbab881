using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class ExtractiveChatClientTests
{
    [Fact]
    public async Task QuotesThePassageThatAnswers_WithItsPageAndDate_AndSaysWhatItIs()
    {
        string answer = await AskAsync(
            "Where is the spare key?",
            "[page p:3f9a1c2e | 2030-05-08 13:56 | note]\nThe door is green.\n\nThe spare key is under the blue flowerpot.");
        Assert.Contains("> The spare key is under the blue flowerpot.", answer, StringComparison.Ordinal);
        Assert.Contains("p:3f9a1c2e, 2030-05-08 13:56, note", answer, StringComparison.Ordinal);
        Assert.Contains("do not generate", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaysPlainlyThatItFoundNothing() =>
        Assert.Contains("found nothing", await AskAsync("Who won the race?", "[page p:3f9a1c2e | 2030-05-08 13:56 | note]\nThe door is green."), StringComparison.Ordinal);

    [Fact]
    public async Task CallsRecall_WhenItsContextLacksTheAnswer()
    {
        var response = await new ExtractiveChatClient().GetResponseAsync(
            [new ChatMessage(ChatRole.User, "Where is the spare key?")], new ChatOptions { Tools = [MemoryTool.Recall] });
        var call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal("recall", call.Name);
        Assert.Contains("key", call.Arguments!["query"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task QuotesNeitherItsOwnAnswers_NorItsLookUps()
    {
        string answer = await AskAsync(
            "Where is the spare key?",
            "[recalled page p:00000001 | 2030-05-08 13:56 | assistant]\nThe spare key is nowhere.",
            "[recalled page p:00000002 | 2030-05-08 13:56 | memory]\nrecall(query: spare key)");
        Assert.Contains("found nothing", answer, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(string question, params string[] pages)
    {
        var messages = pages.Select(page => new ChatMessage(ChatRole.User, page)).Append(new ChatMessage(ChatRole.User, question));
        return (await new ExtractiveChatClient().GetResponseAsync(messages)).Text;
    }
}
