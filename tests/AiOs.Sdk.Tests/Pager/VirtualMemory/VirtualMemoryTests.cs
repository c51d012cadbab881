using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>Chat clients and reducers whose conversation outgrows the window.</summary>
public sealed class VirtualMemoryTests
{
    internal static readonly VirtualMemoryOptions Options = new()
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

    // A store that fails, or a caller that gives up, while a message is on its way: the caller tries again, and the message is there once.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AMessageThatCouldNotBeStored_IsNewWhenTriedAgain(bool isCancelled)
    {
        var store = new HookedPageStore();
        using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("noted")));
        using var client = inner.WithVirtualMemory(Options with { Store = store });
        var history = new List<ChatMessage> { new(ChatRole.User, "one") };
        history.AddRange((await client.GetResponseAsync(history)).Messages);
        history.Add(new ChatMessage(ChatRole.User, "two"));
        store.BeforeAppend = (static _ => true, () => throw (isCancelled ? new OperationCanceledException() : new IOException("The disk is full.")));
        await Assert.ThrowsAnyAsync<Exception>(() => client.GetResponseAsync(history));
        await client.GetResponseAsync(history);
        Assert.Equal(["one", "noted", "two"], Texts(inner.Requests[^1]));
    }

    [Fact]
    public async Task ATryAfterTheModelFailed_RemembersTheMessageOnce()
    {
        int tries = 0;
        using var inner = new ScriptedChatClient((_, _) => ++tries == 2
            ? throw new HttpRequestException("unavailable")
            : ValueTask.FromResult(ScriptedChatClient.Text("noted")));
        using var client = inner.WithVirtualMemory(Options);
        var history = new List<ChatMessage> { new(ChatRole.User, "one") };
        history.AddRange((await client.GetResponseAsync(history)).Messages);
        history.Add(new ChatMessage(ChatRole.User, "two"));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetResponseAsync(history));
        await client.GetResponseAsync(history);
        Assert.Equal(["one", "noted", "two"], Texts(inner.Requests[^1]));
    }

    [Fact]
    public async Task AnAnswerGivenUpInTheMiddle_LeavesTheConversationWhole()
    {
        using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(new ChatResponse(
            [new ChatMessage(ChatRole.Assistant, "the"), new ChatMessage(ChatRole.Assistant, "answer")])));
        using var client = inner.WithVirtualMemory(Options);
        await foreach (var _ in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "one")]))
        {
            break; // As a caller whose user pressed stop.
        }

        await client.GetResponseAsync([new ChatMessage(ChatRole.User, "one"), new ChatMessage(ChatRole.User, "two")]);
        Assert.Equal(["one", "two"], Texts(inner.Requests[^1]));
    }

    // Many hosts write the date or the user's name into their system message, anew for every request.
    [Fact]
    public async Task ASystemMessageThatChanges_TakesThePlaceOfTheOneBefore_AndNothingIsSaidTwice()
    {
        using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("noted")));
        using var client = inner.WithVirtualMemory(Options with { Memory = MemoryBench.Options() with { PrefetchPages = 0 } });
        var history = new List<ChatMessage>();
        for (int i = 0; i < 60; i++)
        {
            history.Add(new ChatMessage(ChatRole.User, $"message {i} says a few words about nothing at all"));
            history.AddRange((await client.GetResponseAsync([new(ChatRole.System, $"today is day {i}"), .. history])).Messages);
            var texts = Texts(inner.Requests[^1]);
            Assert.Single(texts, text => text == $"today is day {i}");
            Assert.Equal(texts.Where(static text => text.StartsWith("message ", StringComparison.Ordinal)).Distinct().Count(),
                texts.Count(static text => text.StartsWith("message ", StringComparison.Ordinal)));
        }

        // Those of the epoch may still stand, but not one for each of sixty days.
        Assert.InRange(Texts(inner.Requests[^1]).Count(static text => text.StartsWith("today is", StringComparison.Ordinal)), 1, 15);
    }

    // A caller that sends only what is new says its instructions once, and answers calls in the middle of a turn.
    [Fact]
    public async Task InstructionsGivenOnce_Stay_WhileOnlyNewMessagesCome()
    {
        using var inner = new ScriptedChatClient((request, _) => ValueTask.FromResult(request.Number % 2 == 0
            ? ScriptedChatClient.Calls(new FunctionCallContent($"call-{request.Number}", "look"))
            : ScriptedChatClient.Text("looked")));
        using var client = inner.WithVirtualMemory(Options);
        for (int i = 0; i < 20; i++)
        {
            List<ChatMessage> turn = [new(ChatRole.User, $"look number {i} up for me, if you please")];
            turn = i == 0 ? [new(ChatRole.System, "always answer in French"), .. turn] : turn;
            turn.AddRange((await client.GetResponseAsync(turn)).Messages);
            string id = turn[^1].Contents.OfType<FunctionCallContent>().Single().CallId;
            turn.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, $"result {i} with a few words more")]));
            await client.GetResponseAsync(turn);
        }

        Assert.All(inner.Requests, static request => Assert.Contains("always answer in French", Texts(request)));
    }

    [Fact]
    public async Task ACallerThatLeavesAnswersOut_IsRememberedOnce()
    {
        using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("noted")));
        using var client = inner.WithVirtualMemory(Options);
        var history = new List<ChatMessage>();
        for (int i = 0; i < 4; i++)
        {
            history.Add(new ChatMessage(ChatRole.User, $"message {i}"));
            await client.GetResponseAsync(history);
        }

        Assert.Equal(
            ["message 0", "noted", "message 1", "noted", "message 2", "noted", "message 3"], Texts(inner.Requests[^1]));
    }

    // "Another answer, please": a host sends what it sent before, without the answer that it got.
    [Fact]
    public async Task AMessageAskedAgain_IsTheNewestOnce_AndNothingElseIsRepeated()
    {
        using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("noted")));
        using var client = inner.WithVirtualMemory(Options);
        var history = new List<ChatMessage> { new(ChatRole.User, "one") };
        history.AddRange((await client.GetResponseAsync(history)).Messages);
        history.Add(new ChatMessage(ChatRole.User, "two"));
        await client.GetResponseAsync(history);
        await client.GetResponseAsync(history);
        Assert.Equal(["one", "noted", "two", "noted", "two"], Texts(inner.Requests[^1]));
    }

    [Fact]
    public async Task AConversationThatGoesOnAfterARestart_IsNotSaidTwice()
    {
        var store = new MemoryPageStore();
        using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("noted")));
        var history = new List<ChatMessage> { new(ChatRole.System, "be brief") };
        for (int i = 0; i < 3; i++)
        {
            using var client = inner.WithVirtualMemory(Options with { Store = store });
            history.Add(new ChatMessage(ChatRole.User, $"message {i}"));
            history.AddRange((await client.GetResponseAsync(history)).Messages);
        }

        Assert.Equal(
            ["be brief", "message 0", "noted", "message 1", "noted", "message 2"], Texts(inner.Requests[^1]));
        using var last = inner.WithVirtualMemory(Options with { Store = store });
        history[0] = new ChatMessage(ChatRole.System, "be verbose");
        await last.GetResponseAsync([.. history, new ChatMessage(ChatRole.User, "message 3")]);
        using var afterwards = inner.WithVirtualMemory(Options with { Store = store });
        await afterwards.GetResponseAsync([new ChatMessage(ChatRole.User, "message 4")]);
        Assert.Equal("be verbose", Texts(inner.Requests[^1])[0]); // The other is an ordinary page by now.
    }

    // A client that calls functions by itself stands inside: calls, results and the answer come at once.
    [Fact]
    public async Task CallsThatAreAnsweredAlready_AreRememberedAtOnce()
    {
        using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(new ChatResponse(
        [
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "look")]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", "blue")]),
            new ChatMessage(ChatRole.Assistant, "it is blue"),
        ])));
        using var client = inner.WithVirtualMemory(Options);
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, "one")]);
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, "two")]);
        var contents = inner.Requests[^1].Messages.SelectMany(static message => message.Contents).ToList();
        Assert.Single(contents.OfType<FunctionCallContent>());
        Assert.Equal("it is blue", Texts(inner.Requests[^1])[^2]);
    }

    // A service that keeps conversations would add the whole window to what it has, and callers would send results without their calls.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AConversationKeptByTheService_IsNeitherAskedForNorNamed(bool streams)
    {
        using var inner = new ScriptedChatClient((_, _) =>
        {
            var response = ScriptedChatClient.Text("noted");
            response.ConversationId = "theirs";
            return ValueTask.FromResult(response);
        });
        using var client = inner.WithVirtualMemory(Options);
        var options = new ChatOptions { ConversationId = "mine" };
        var response = streams
            ? await client.GetStreamingResponseAsync("one", options).ToChatResponseAsync()
            : await client.GetResponseAsync("one", options);
        Assert.Null(response.ConversationId);
        Assert.Null(inner.Requests[0].Options?.ConversationId);
        Assert.Equal("mine", options.ConversationId);
    }

    [Fact]
    public async Task WhatIsNoText_IsKept()
    {
        using var inner = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("noted")));
        using var client = inner.WithVirtualMemory(Options with { Memory = MemoryBench.Options(20_000, 80) });
        await client.GetResponseAsync(
        [
            new ChatMessage(ChatRole.User,
            [
                new TextContent("look"), new DataContent(new byte[] { 1, 2 }, "image/png"), new UriContent("https://a.example/b.png", "image/png"),
                new HostedFileContent("file-7"), new HostedVectorStoreContent("store-7"),
            ]),
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "list"),
                new FunctionCallContent("2", "count"), new FunctionCallContent("3", "text")]),
            new ChatMessage(ChatRole.Tool,
            [
                new FunctionResultContent("1", new List<string> { "a", "b" }), new FunctionResultContent("2", 7),
                new FunctionResultContent("3", new TextContent("words")),
            ]),
            new ChatMessage(ChatRole.Tool, []), // Nothing in it, and no reason to lose the rest.
            new ChatMessage(ChatRole.User, "and now?"),
        ]);
        var contents = inner.Requests[0].Messages.SelectMany(static message => message.Contents).ToList();
        Assert.Single(contents.OfType<DataContent>());
        Assert.Single(contents.OfType<UriContent>());
        Assert.Equal("file-7", Assert.Single(contents.OfType<HostedFileContent>()).FileId);
        Assert.Equal("store-7", Assert.Single(contents.OfType<HostedVectorStoreContent>()).VectorStoreId);
        Assert.Equal(["[\"a\",\"b\"]", "7", "words"], contents.OfType<FunctionResultContent>().Select(static result => (string?)result.Result));
    }

    [Fact]
    public async Task ManyCallersOfOneClient_LoseNothing()
    {
        using var inner = new ScriptedChatClient((request, _) => ValueTask.FromResult(ScriptedChatClient.Text($"answer {request.Number}")));
        using var client = inner.WithVirtualMemory(Options with { Memory = MemoryBench.Options(20_000, 80) });
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(() => client.GetResponseAsync($"message {i}"))));
        await client.GetResponseAsync("last");
        var texts = Texts(inner.Requests[^1]);
        Assert.Equal(61, texts.Count);
        Assert.Equal(61, texts.Distinct().Count());
    }

    private static List<string> Texts(ScriptedRequest request) => [.. request.Messages.Select(static message => message.Text)];

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
