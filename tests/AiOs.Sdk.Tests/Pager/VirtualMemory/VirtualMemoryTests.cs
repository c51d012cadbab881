using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>Chat clients and reducers whose conversation outgrows the window.</summary>
public sealed class VirtualMemoryTests
{
    private static readonly VirtualMemoryOptions Options = new()
    {
        Memory = MemoryBench.Options(),
        Counter = new WordCounter(),
        Time = new ManualTimeProvider(MemoryBench.Start),
    };

    [Fact]
    public async Task AWholeHistory_IsRememberedOnce_AndFoundWhenAskedAbout()
    {
        using var inner = new ScriptedChatClient((request, _) => ValueTask.FromResult(ScriptedChatClient.Text($"noted {request.Number}")));
        using var client = inner.WithVirtualMemory(Options);
        var history = new List<ChatMessage> { new(ChatRole.User, "the spare key is under the blue flowerpot") };
        for (int i = 0; i < 60; i++)
        {
            history.AddRange((await client.GetResponseAsync(history)).Messages);
            history.Add(new ChatMessage(ChatRole.User, $"message {i} says a few words about nothing at all"));
        }

        history.Add(new ChatMessage(ChatRole.User, "where is the spare key?"));
        await client.GetResponseAsync(history);
        var meter = new MessageMeter(new WordCounter(), new ContextWindowOptions());
        Assert.All(inner.Requests, request => Assert.True(meter.Count([.. request.Messages]) * 1.1 + 80 <= 400));
        var last = inner.Requests[^1].Messages;
        Assert.Equal("where is the spare key?", last[^1].Text);
        Assert.Single(last, message => message.Text.Contains("blue flowerpot", StringComparison.Ordinal));
        var said = last.Where(message => message.Text.StartsWith("message ", StringComparison.Ordinal)).Select(message => message.Text).ToList();
        Assert.Equal(said.Distinct(), said);
    }

    [Fact]
    public async Task ASummarizer_SummarisesWhatLeftTheWindow()
    {
        var store = new MemoryPageStore();
        using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("noted")));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (var client = inner.WithVirtualMemory(Options with { Store = store, Summarizer = new Announcing(asked), Summaries = new() { MaxPages = 4 } }))
        {
            for (int i = 0; i < 40; i++)
            {
                await client.GetResponseAsync([new ChatMessage(ChatRole.User, $"the boat number {i} came into the harbour and nobody was there")]);
            }

            await asked.Task; // Something left, and the summarizer has been asked. Its answer is kept as a later request is prepared.
            while (await SummariesAsync() == 0)
            {
                await client.GetResponseAsync([new ChatMessage(ChatRole.User, "and then?")]);
            }
        }

        async Task<int> SummariesAsync()
        {
            int count = 0;
            await foreach (var entry in store.ReplayAsync(Options.Space))
            {
                count += entry is PageAppended appended && SummaryPages.IsSummary(appended.Page) ? 1 : 0;
            }

            return count;
        }
    }

    [Fact]
    public void SummarySettings_OutsideTheirRange_AreRefused()
    {
        using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("noted")));
        var options = Options with { Summarizer = new ExtractivePageSummarizer(), Summaries = new() { MaxPages = 0 } };
        Assert.ThrowsAny<ArgumentException>(() => inner.WithVirtualMemory(options));
    }

    [Fact]
    public async Task OnlyNewMessages_GoOnWithTheConversation()
    {
        using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("noted")));
        using var client = inner.WithVirtualMemory(Options);
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, "hello")]);
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, "hello")]); // Said twice is said twice.
        Assert.Equal(["hello", "noted", "hello"], inner.Requests[^1].Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task ACallAndItsResults_StayTogether_AndInstructionsStandInEveryRequest()
    {
        using var inner = new ScriptedChatClient((request, _) => ValueTask.FromResult(request.Number % 2 == 0
            ? ScriptedChatClient.Calls(new FunctionCallContent($"call-{request.Number}", "look"))
            : ScriptedChatClient.Text("looked")));
        using var client = inner.WithVirtualMemory(Options);
        var history = new List<ChatMessage> { new(ChatRole.System, "always answer in French") };
        for (int i = 0; i < 30; i++)
        {
            history.Add(new ChatMessage(ChatRole.User, $"look number {i} up for me, if you please"));
            history.AddRange((await client.GetResponseAsync(history)).Messages);
            string id = history[^1].Contents.OfType<FunctionCallContent>().Single().CallId;
            history.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, $"result {i} with a few words more")]));
            history.AddRange((await client.GetResponseAsync(history)).Messages);
        }

        foreach (var request in inner.Requests)
        {
            Assert.Contains(request.Messages, message => message.Text.Contains("French", StringComparison.Ordinal));
            var contents = request.Messages.SelectMany(message => message.Contents).ToList();
            Assert.Equal(
                contents.OfType<FunctionCallContent>().Select(call => call.CallId),
                contents.OfType<FunctionResultContent>().Select(result => result.CallId));
        }
    }

    [Fact]
    public async Task Streaming_RemembersTheAnswer()
    {
        using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("the answer")));
        using var client = inner.WithVirtualMemory(Options);
        await client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "one")]).ToChatResponseAsync();
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, "two")]);
        Assert.Equal(["one", "the answer", "two"], inner.Requests[^1].Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task AReducer_TakesItsOwnOutputBack_AndLosesNothing()
    {
        await using var reducer = new VirtualMemoryChatReducer(Options);
        var history = new List<ChatMessage> { new(ChatRole.User, "the spare key is under the blue flowerpot") };
        for (int i = 0; i < 60; i++)
        {
            history.Add(new ChatMessage(ChatRole.User, $"message {i} says a few words about nothing at all"));
            history = [.. await reducer.ReduceAsync(history, CancellationToken.None)];
        }

        Assert.DoesNotContain(history, message => message.Text == "the spare key is under the blue flowerpot");
        history.Add(new ChatMessage(ChatRole.User, "where is the spare key?"));
        history = [.. await reducer.ReduceAsync(history, CancellationToken.None)];
        Assert.Single(history, message => message.Text.Contains("blue flowerpot", StringComparison.Ordinal));
        Assert.Equal("where is the spare key?", history[^1].Text);
    }

    private sealed class Announcing(TaskCompletionSource asked) : IPageSummarizer
    {
        public string Name => "announcing";

        public Integrity Integrity => Integrity.System;

        public ValueTask<string> SummarizeAsync(SummaryRequest request, CancellationToken cancellationToken = default)
        {
            asked.TrySetResult();
            return new(request.Pages[0].GetText());
        }
    }
}
