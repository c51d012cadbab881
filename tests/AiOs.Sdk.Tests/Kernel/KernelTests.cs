using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class KernelTests
{
    [Fact]
    public async Task Ask_GivesTheModelsAnswer_AndRemembersBoth()
    {
        await using var bench = new KernelBench(new ScriptedChatClient(ScriptedChatClient.Text("Hello.")));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        Assert.Equal("Hello.", (await agent.AskAsync("Hi")).Text);
        Assert.Equal(2, agent.Memory.Table.Count);
        Assert.Equal(ProcessState.Waiting, agent.State);
        Assert.Equal(1, agent.Usage.Steps);
        Assert.Same(agent, Assert.Single(bench.Kernel.Processes));
    }

    // Idle, it has ended already; and what waited behind its last turn is refused, not worked on while it is on its way out.
    [Fact]
    public async Task AProcessThatEndsWithItsTurn_IsNeverSeenIdle_AndWorksOnNothingElse()
    {
        for (int run = 0; run < 50; run++)
        {
            var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var client = new ScriptedChatClient(async (_, _) =>
            {
                isAsked.TrySetResult();
                await mayAnswer.Task;
                return ScriptedChatClient.Text("done");
            });
            await using var bench = new KernelBench(client);
            var agent = (KernelProcess)await bench.Kernel.SpawnAsync(new AgentSpec { IsOneShot = true });
            await PostAsync("first");
            await isAsked.Task;
            await PostAsync("second");
            var idle = agent.WhenIdleAsync(default).AsTask();
            mayAnswer.SetResult();
            await idle;
            Assert.True(agent.HasEnded);
            Assert.Equal(ProcessState.Exited, (await agent.WaitAsync()).State);
            Assert.Single(client.Requests);

            ValueTask PostAsync(string text) =>
                agent.PostAsync(new ProcessMessage(ProcessId.Host, new ChatMessage(ChatRole.User, text), SecurityLabel.User));
        }
    }

    [Fact]
    public async Task Request_HoldsInstructionsToolsAndTheConversation()
    {
        var client = new ScriptedChatClient(ScriptedChatClient.Text("one"), ScriptedChatClient.Text("two"));
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Instructions = "Be brief." });
        await agent.AskAsync("first");
        await agent.AskAsync("second");
        var request = client.Requests[1];
        Assert.Equal(["Be brief.", "first", "one", "second"], request.Messages.Select(message => message.Text));
        Assert.Equal(["recall", "page", "pin"], request.Options!.Tools!.Select(tool => tool.Name));
    }

    [Fact]
    public async Task Events_TellTheStepsInOrder()
    {
        var client = new ScriptedChatClient(
            ScriptedChatClient.Calls(KernelBench.Call("1", "double", ("x", 4))), ScriptedChatClient.Text("8"));
        await using var bench = new KernelBench(client, builder => builder.AddTool((int x) => x * 2, "double"));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        var events = await KernelBench.RunAsync(agent, "twice four?");
        Assert.Equal(
            [
                typeof(StepStarted), typeof(ToolCallStarted), typeof(ToolCallCompleted), typeof(StepStarted), typeof(TextReceived),
                typeof(TurnCompleted),
            ],
            events.Select(happening => happening.GetType()));
        var completed = Assert.IsType<TurnCompleted>(events[^1]);
        Assert.Equal(2, completed.Usage.Steps);
        Assert.Equal(1, completed.Usage.ToolCalls);
    }

    [Fact]
    public async Task ToolCalls_WithTheirResults_AreOnePage_InTheOrderOfTheCalls()
    {
        var client = new ScriptedChatClient(
            ScriptedChatClient.Calls(KernelBench.Call("a", "echo", ("text", "A")), KernelBench.Call("b", "echo", ("text", "B"))),
            ScriptedChatClient.Text("done"));
        await using var bench = new KernelBench(
            client, builder => builder.AddTool((string text) => text, "echo", configure: tool => tool with { Effects = ToolEffects.None }));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await agent.AskAsync("go");
        var exchange = Assert.Single(agent.Memory.Table.List(0, 10), page => page.Kind == PageKind.ToolExchange);
        var messages = client.Requests[1].Messages.Where(m => m.RawRepresentation is Page page && page.Id == exchange.Id).ToList();
        Assert.Equal([ChatRole.Assistant, ChatRole.Tool], messages.Select(message => message.Role));
        Assert.Equal(["a", "b"], messages[1].Contents.OfType<FunctionResultContent>().Select(result => result.CallId));
    }

    [Fact]
    public async Task ParallelTools_RunTogether_OthersOneByOne()
    {
        int running = 0;
        int most = 0;
        var bothRun = new TaskCompletionSource();
        async Task<string> Together(CancellationToken token)
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            if (most == 2)
            {
                bothRun.TrySetResult();
            }

            await bothRun.Task.WaitAsync(token);
            return "ok";
        }

        var client = new ScriptedChatClient(
            ScriptedChatClient.Calls(KernelBench.Call("1", "together"), KernelBench.Call("2", "together")), ScriptedChatClient.Text("done"));
        await using var bench = new KernelBench(client, builder => builder.AddTool(
            Together, "together", configure: tool => tool with { AllowsParallelCalls = true, Effects = ToolEffects.None }));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        Assert.Equal("done", (await agent.AskAsync("go")).Text);
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task AFailingTool_IsReportedToTheModel_AndTheLoopGoesOn()
    {
        var client = new ScriptedChatClient(
            ScriptedChatClient.Calls(KernelBench.Call("1", "broken")), ScriptedChatClient.Text("It is broken."));
        await using var bench = new KernelBench(
            client, builder => builder.AddTool(string () => throw new InvalidOperationException("out of paper"), "broken"));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        Assert.Equal("It is broken.", (await agent.AskAsync("print")).Text);
        Assert.Contains("out of paper", ResultOf(client.Requests[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownTool_IsReportedToTheModel_WithTheNamesThatThereAre()
    {
        var client = new ScriptedChatClient(ScriptedChatClient.Calls(KernelBench.Call("1", "nothing")), ScriptedChatClient.Text("oh"));
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await agent.AskAsync("go");
        Assert.Contains("recall, page", ResultOf(client.Requests[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AToolThatNeedsACapability_IsNeitherShownNorCallable()
    {
        bool wasCalled = false;
        var client = new ScriptedChatClient(ScriptedChatClient.Calls(KernelBench.Call("1", "launch")), ScriptedChatClient.Text("no"));
        await using var bench = new KernelBench(client, builder => builder.AddTool(
            () => wasCalled = true, "launch", configure: tool => tool with { Permissions = ["rockets"] }));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await agent.AskAsync("go");
        Assert.False(wasCalled);
        Assert.DoesNotContain(client.Requests[0].Options!.Tools!, tool => tool.Name == "launch");
        await Assert.ThrowsAsync<ArgumentException>(async () => await bench.Kernel.SpawnAsync(new AgentSpec { Tools = ["launch"] }));
        await Assert.ThrowsAsync<ArgumentException>(async () => await bench.Kernel.SpawnAsync(new AgentSpec { Tools = ["missing"] }));
    }

    [Fact]
    public async Task AFailingModel_FailsTheTurn_AndTheProcessLivesOn()
    {
        int calls = 0;
        var client = new ScriptedChatClient((_, _) => calls++ == 0
            ? throw new HttpRequestException("503")
            : ValueTask.FromResult(ScriptedChatClient.Text("back")));
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await Assert.ThrowsAsync<HttpRequestException>(() => agent.AskAsync("one"));
        Assert.Equal("back", (await agent.AskAsync("two")).Text);
    }

    [Fact]
    public async Task Cancellation_ReachesTheModel_AndEndsTheTurn()
    {
        var called = new TaskCompletionSource();
        var client = new ScriptedChatClient(async (_, token) =>
        {
            called.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
            return ScriptedChatClient.Text("never");
        });
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        using var stop = new CancellationTokenSource();
        var asking = agent.AskAsync("wait", stop.Token);
        await called.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(ProcessState.Waiting, agent.State);
    }

    [Fact]
    public async Task Kill_EndsTheOpenTurn_AndNothingFurtherLeaves()
    {
        var called = new TaskCompletionSource();
        var client = new ScriptedChatClient(async (_, token) =>
        {
            called.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
            return ScriptedChatClient.Text("never");
        });
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        var turn = KernelBench.RunAsync(agent, "wait");
        await called.Task;
        await agent.KillAsync("enough");
        Assert.IsType<TurnFailed>((await turn)[^1]);
        var exit = await agent.WaitAsync();
        Assert.Equal(ProcessState.Killed, exit.State);
        Assert.Equal("enough", exit.Reason);
        Assert.Empty(bench.Kernel.Processes);
        await Assert.ThrowsAsync<ProcessException>(() => agent.AskAsync("more"));
    }

    [Fact]
    public async Task PostedMessages_AreWorkedOnInOrder_AndEventsTellOfThem()
    {
        var client = new ScriptedChatClient((request, _) => ValueTask.FromResult(ScriptedChatClient.Text("re: " + request.Messages[^1].Text)));
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        var answers = new List<string>();
        var events = agent.ReadEventsAsync();
        for (int i = 0; i < 3; i++)
        {
            await agent.PostAsync(new ProcessMessage(ProcessId.Host, new ChatMessage(ChatRole.User, $"m{i}"), SecurityLabel.User));
        }

        await foreach (var happening in events)
        {
            if (happening is TurnCompleted completed)
            {
                answers.Add(completed.Message.Text);
                if (answers.Count == 3)
                {
                    break;
                }
            }
        }

        Assert.Equal(3, answers.Distinct().Count());
    }

    [Fact]
    public async Task AFullMailbox_RefusesMore()
    {
        var open = new TaskCompletionSource();
        var client = new ScriptedChatClient(async (_, token) =>
        {
            await open.Task.WaitAsync(token);
            return ScriptedChatClient.Text("ok");
        });
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { MailboxCapacity = 2 });
        var first = agent.AskAsync("1");
        var second = agent.AskAsync("2");
        var error = await Assert.ThrowsAsync<ProcessException>(() => agent.AskAsync("3"));
        Assert.Contains("2 messages wait", error.Message, StringComparison.Ordinal);
        open.SetResult();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task AChild_NeverHoldsWhatItsParentLacks_AndEndsWithIt()
    {
        await using var bench = new KernelBench(new ScriptedChatClient());
        var parent = await bench.Kernel.SpawnAsync(new AgentSpec { Capabilities = ["read"] });
        await Assert.ThrowsAsync<ProcessException>(async () =>
            await bench.Kernel.SpawnChildAsync(parent, new AgentSpec { Capabilities = ["read", "write"] }));
        var child = await bench.Kernel.SpawnChildAsync(parent, new AgentSpec { Capabilities = ["read"] });
        Assert.Equal(parent.Id, child.ParentId);
        await parent.KillAsync("done");
        Assert.Equal(ProcessState.Killed, (await child.WaitAsync()).State);
    }

    [Fact]
    public async Task AToolResultLargerThanTheWindow_IsCut_AndTheTurnGoesOn()
    {
        var client = new ScriptedChatClient(ScriptedChatClient.Calls(KernelBench.Call("1", "dump")), ScriptedChatClient.Text("seen"));
        await using var bench = new KernelBench(client, builder => builder.AddTool(
            () => string.Join(' ', Enumerable.Range(0, 4_000)), "dump", configure: tool => tool with { Effects = ToolEffects.None }));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Memory = MemoryBench.Options(1_000, 100) });
        Assert.Equal("seen", (await agent.AskAsync("go")).Text);
        Assert.True(agent.LastReceipt!.BoundTokens <= 900);
    }

    [Fact]
    public async Task InstructionsThatDoNotFitTheWindow_AreRefusedAtSpawn()
    {
        await using var bench = new KernelBench(new ScriptedChatClient());
        var spec = new AgentSpec { Instructions = string.Join(' ', Enumerable.Repeat("words", 2_000)), Memory = MemoryBench.Options(1_000, 100) };
        await Assert.ThrowsAsync<ContextBudgetException>(async () => await bench.Kernel.SpawnAsync(spec));
        Assert.Empty(bench.Kernel.Processes);
    }

    [Fact]
    public async Task AMessageThatDoesNotFitTheWindow_IsRefused_BeforeAnyModelIsCalled()
    {
        var client = new ScriptedChatClient(ScriptedChatClient.Text("small"));
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Memory = MemoryBench.Options(1_000, 100) });
        await Assert.ThrowsAsync<ContextBudgetException>(() => agent.AskAsync(string.Join(' ', Enumerable.Repeat("words", 2_000))));
        Assert.Empty(client.Requests);
        Assert.Equal("small", (await agent.AskAsync("and now?")).Text);
    }

    internal static string ResultOf(ScriptedRequest request) =>
        request.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Last().Result!.ToString()!;
}
