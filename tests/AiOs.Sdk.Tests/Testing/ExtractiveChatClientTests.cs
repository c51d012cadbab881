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
        Assert.Contains(
            "found nothing",
            await AskAsync("Who won the race?", "[page p:3f9a1c2e | 2030-05-08 13:56 | note]\nThe door is green."),
            StringComparison.Ordinal);

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

    [Fact]
    public async Task QuotesNoQuestion_EvenOneThatRepeatsTheWords()
    {
        string answer = await AskAsync(
            "Where is the spare key?",
            "[recalled page p:00000001 | 2030-05-08 13:56 | user]\nWhere is the spare key?",
            "[page p:3f9a1c2e | 2030-05-08 13:56 | note]\nThe key, a spare one, is under the pot.");
        Assert.Contains("under the pot", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("> Where", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StopsLooking_WhenEarlierLookUpsHaveLeftTheWindow()
    {
        // Only the newest exchange is in view, as in a window too small for two results.
        List<ChatMessage> messages = [new(ChatRole.User, "Where is the spare key?")];
        int calls = 0;
        while (await NextAsync(messages) is { } call)
        {
            Assert.InRange(++calls, 1, 10);
            messages =
            [
                messages[0],
                new(ChatRole.Assistant, [call]),
                new(ChatRole.Tool, [new FunctionResultContent(call.CallId, "Nothing was found.")]),
            ];
        }

        Assert.InRange(calls, 1, 3);

        static async Task<FunctionCallContent?> NextAsync(List<ChatMessage> messages)
        {
            var response = await new ExtractiveChatClient().GetResponseAsync(
                messages, new ChatOptions { Tools = [MemoryTool.Recall, MemoryTool.Page] });
            return response.Messages[0].Contents.OfType<FunctionCallContent>().SingleOrDefault();
        }
    }

    [Fact]
    public async Task AsksForNoStub_ThatPromisesLessThanWhatIsInView()
    {
        const string Digest = "[page p:00000009 | 2030-05-08 13:56 | digest]\np:00000002 | 2030-05-08 | On day 218 the keeper wrote number 5138.";
        const string InView = "[recalled page p:00000001 | 2030-05-08 13:56 | note]\nOn day 217 the keeper wrote number 7226.";
        List<ChatMessage> messages =
        [
            new(ChatRole.User, Digest),
            new(ChatRole.User, InView),
            new(ChatRole.User, "Which number did the keeper of the lighthouse jot down on day 217?"),
            new(ChatRole.Assistant, [new FunctionCallContent("call-2", "recall", new Dictionary<string, object?> { ["query"] = "x" })]),
            new(ChatRole.Tool, [new FunctionResultContent("call-2", "Nothing was found.")]),
        ];
        var response = await new ExtractiveChatClient().GetResponseAsync(
            messages, new ChatOptions { Tools = [MemoryTool.Recall, MemoryTool.Page] });
        Assert.Contains("7226", response.Text, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(string question, params string[] pages)
    {
        var messages = pages.Select(page => new ChatMessage(ChatRole.User, page)).Append(new ChatMessage(ChatRole.User, question));
        return (await new ExtractiveChatClient().GetResponseAsync(messages)).Text;
    }
}
