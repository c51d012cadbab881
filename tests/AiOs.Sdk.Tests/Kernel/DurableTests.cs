using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>Kernels that follow each other over one journal. What a kill leaves behind is also tried for real, in the crash tests.</summary>
public sealed class DurableTests
{
    private readonly InMemoryProcessJournal _journal = new();
    private readonly MemoryPageStore _pages = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AProcess_GoesOn_WithItsMemoryAndUsage(bool keepsPages)
    {
        var client = new ScriptedChatClient((request, _) => ValueTask.FromResult(ScriptedChatClient.Text("re: " + request.Messages[^1].Text)));
        ProcessId id;
        await using (var first = Bench(client, keepsPages))
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec { Name = "clerk", Instructions = "Be brief.", Capabilities = ["read"] });
            await agent.AskAsync("one");
            await agent.AskAsync("two");
            id = agent.Id;
        }

        await using var second = Bench(client, keepsPages);
        var resumed = Assert.Single(await second.History.ResumeAsync());
        Assert.Equal((id, "clerk", 2L), (resumed.Id, resumed.Spec.Name, resumed.Usage.Steps));
        Assert.Equal(["read"], resumed.Spec.Capabilities);
        await resumed.AskAsync("three");
        Assert.Equal(
            ["Be brief.", "one", "re: one", "two", "re: two", "three"], client.Requests[^1].Messages.Select(message => message.Text));
        Assert.Equal(6, resumed.Memory.Table.Count);
    }

    [Fact]
    public async Task AnOpenTurn_GoesOnWhereItWas_AndNothingIsDoneTwice()
    {
        var keys = new ConcurrentBag<string>();
        var stopped = new TaskCompletionSource();
        bool isFirst = true;
        var client = new ScriptedChatClient(async (request, token) =>
        {
            int results = request.Messages.Count(message => message.Role == ChatRole.Tool);
            if (results == 2 && isFirst)
            {
                stopped.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(token);
            }

            return results < 3
                ? ScriptedChatClient.Calls(KernelBench.Call($"c{results}", "write", ("what", results)))
                : ScriptedChatClient.Text("done");
        });
        void Tools(AiOsBuilder builder) => builder.AddTool(
            (int what, AIFunctionArguments arguments) => keys.Add(arguments.FindIdempotencyKey() + " " + what),
            "write",
            configure: tool => tool with { ResultIntegrity = Integrity.User });
        await using (var first = Bench(client, configure: Tools))
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec());
            await agent.PostAsync(Message("go"));
            await stopped.Task;
        }

        isFirst = false;
        await using var second = Bench(client, configure: Tools);
        var resumed = Assert.Single(await second.History.ResumeAsync());
        await ((KernelProcess)resumed).WhenIdleAsync(default);
        Assert.Equal(3, keys.Count);
        Assert.Equal(3, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(4, resumed.Usage.Steps);
        Assert.Equal(3, resumed.Usage.ToolCalls);
        Assert.Equal(5, resumed.Memory.Table.Count);
    }

    [Theory]
    [InlineData(false, ToolOutcome.Unknown, 1)]
    [InlineData(true, ToolOutcome.Succeeded, 2)]
    public async Task ACallThatWasCutOff_IsReported_OrRepeatedWhereItMayBe(bool isIdempotent, ToolOutcome expected, int expectedCalls)
    {
        var began = new TaskCompletionSource();
        int calls = 0;
        var client = new ScriptedChatClient((request, _) => ValueTask.FromResult(
            request.Messages.Any(message => message.Role == ChatRole.Tool)
                ? ScriptedChatClient.Text(KernelTests.ResultOf(request))
                : ScriptedChatClient.Calls(KernelBench.Call("c", "pay"))));
        async Task<string> PayAsync(CancellationToken token)
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                began.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(token);
            }

            return "paid";
        }

        void Tools(AiOsBuilder builder) => builder.AddTool(PayAsync, "pay", configure: tool => tool with { IsIdempotent = isIdempotent });
        await using (var first = Bench(client, configure: Tools))
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec());
            await agent.PostAsync(Message("go"));
            await began.Task;
        }

        await using var second = Bench(client, configure: Tools);
        var resumed = Assert.Single(await second.History.ResumeAsync());
        var end = Assert.IsType<TurnCompleted>(await ((KernelProcess)resumed).WhenIdleAsync(default));
        Assert.Equal(expected == ToolOutcome.Unknown, end.Message.Text.Contains("is not known", StringComparison.Ordinal));
        Assert.Equal(expectedCalls, calls);
    }

    [Fact]
    public async Task AHostsCode_RunAgainFromItsBeginning_GetsTheSameProcessAndTheSameAnswer()
    {
        int calls = 0;
        var client = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text($"answer {++calls}")));
        var spec = new AgentSpec { Key = "report", IsOneShot = true };
        var question = new ChatMessage(ChatRole.User, "write") { MessageId = "q1" };
        for (int run = 0; run < 3; run++)
        {
            await using var bench = Bench(client);
            var agent = await bench.Kernel.SpawnAsync(spec);
            Assert.Same(agent, await bench.Kernel.SpawnAsync(spec));
            Assert.Equal("answer 1", (await agent.AskAsync(question)).Text);
            Assert.Equal("answer 1", (await agent.WaitAsync()).Answer!.Text);
        }

        await using var last = Bench(client);
        await last.History.ResumeAsync();
        Assert.Equal(1, await last.History.ForgetAsync(["report"]));
        Assert.Equal("answer 2", (await (await last.Kernel.SpawnAsync(spec)).AskAsync(question)).Text);
    }

    [Fact]
    public async Task MessagesThatWaited_AreWorkedOnInOrder_AfterARestart()
    {
        var stopped = new TaskCompletionSource();
        bool isFirst = true;
        var client = new ScriptedChatClient(async (request, token) =>
        {
            if (isFirst)
            {
                stopped.TrySetResult();
                await new TaskCompletionSource().Task.WaitAsync(token);
            }

            return ScriptedChatClient.Text("re: " + request.Messages[^1].Text);
        });
        await using (var first = Bench(client))
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec());
            for (int i = 0; i < 5; i++)
            {
                await agent.PostAsync(Message($"m{i}"));
            }

            await stopped.Task;
        }

        isFirst = false;
        await using var second = Bench(client);
        var resumed = Assert.Single(await second.History.ResumeAsync());
        await ((KernelProcess)resumed).WhenIdleAsync(default);
        Assert.Equal(
            ["m0", "re: m0", "m1", "re: m1", "m2", "re: m2", "m3", "re: m3", "m4"], client.Requests[^1].Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task AHeldProcess_BeginsNoStep_AlsoAfterARestart_UntilItIsReleased()
    {
        var client = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("ok")));
        await using (var first = Bench(client))
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec());
            await agent.SuspendAsync();
            await agent.SuspendAsync(); // Again without effect.
            await agent.PostAsync(Message("go"));
            Assert.Equal(ProcessState.Suspended, agent.State);
        }

        await using var second = Bench(client);
        var resumed = Assert.Single(await second.History.ResumeAsync());
        Assert.Equal(ProcessState.Suspended, resumed.State);
        Assert.Empty(client.Requests);
        await resumed.ResumeAsync();
        await ((KernelProcess)resumed).WhenIdleAsync(default);
        Assert.Single(client.Requests);
    }

    [Fact]
    public async Task Rewind_TakesMemoryBack_AndForkPartsThere()
    {
        var client = new ScriptedChatClient((request, _) => ValueTask.FromResult(ScriptedChatClient.Text("re: " + request.Messages[^1].Text)));
        await using var bench = Bench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await agent.AskAsync("one");
        await agent.AskAsync("two");
        await agent.AskAsync("three");
        Assert.Equal([new(1, 1), new(2, 1), new(3, 1)], await bench.History.ListStepsAsync(agent));
        var fork = await bench.Kernel.ForkAsync(agent, new StepId(2, 1));
        await bench.History.RewindAsync(agent, new StepId(1, 1));
        await agent.AskAsync("other");
        Assert.Equal(["one", "re: one", "other"], client.Requests[^1].Messages.Select(message => message.Text));
        await fork.AskAsync("forked");
        Assert.Equal(["one", "re: one", "two", "re: two", "forked"], client.Requests[^1].Messages.Select(message => message.Text));
        var twin = await bench.Kernel.ForkAsync(fork);
        await twin.AskAsync("twin");
        Assert.Equal(7, client.Requests[^1].Messages.Count);
        await Assert.ThrowsAsync<ProcessException>(async () => await bench.History.RewindAsync(agent, new StepId(9, 9)));
    }

    [Fact]
    public async Task ARewoundProcess_StaysRewound_AfterARestart()
    {
        var client = new ScriptedChatClient((request, _) => ValueTask.FromResult(ScriptedChatClient.Text("re: " + request.Messages[^1].Text)));
        await using (var first = Bench(client, keepsPages: false))
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec());
            await agent.AskAsync("one");
            await agent.AskAsync("two");
            await first.History.RewindAsync(agent, new StepId(1, 1));
        }

        await using var second = Bench(client, keepsPages: false);
        var resumed = Assert.Single(await second.History.ResumeAsync());
        await resumed.AskAsync("three");
        Assert.Equal(["one", "re: one", "three"], client.Requests[^1].Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task AKilledProcess_IsNotResumed_AndLeavesNothingInTheJournal()
    {
        await using (var first = Bench(new ScriptedChatClient(ScriptedChatClient.Text("ok"))))
        {
            var parent = await first.Kernel.SpawnAsync(new AgentSpec());
            await first.Kernel.SpawnChildAsync(parent, new AgentSpec());
            await parent.AskAsync("hello");
            await parent.KillAsync("enough");
        }

        await using var second = Bench(new ScriptedChatClient());
        Assert.Empty(await second.History.ResumeAsync());
        await foreach (var entry in _journal.ReplayAsync())
        {
            Assert.Fail($"The journal still holds a record of process {entry.Process}.");
        }
    }

    private static ProcessMessage Message(string text) => new(ProcessId.Host, new ChatMessage(ChatRole.User, text), SecurityLabel.User);

    private DurableBench Bench(IChatClient client, bool keepsPages = true, Action<AiOsBuilder>? configure = null) => new(
        client,
        builder =>
        {
            builder.AddSingleton<IProcessJournal>(_journal);
            if (keepsPages)
            {
                builder.AddSingleton<IPageStore>(new KeptPages(_pages));
            }

            configure?.Invoke(builder);
        });

    private sealed class DurableBench(IChatClient client, Action<AiOsBuilder> configure) : IAsyncDisposable
    {
        private readonly KernelBench _bench = new(client, configure);

        public IKernel Kernel => _bench.Kernel;

        public IProcessHistory History => _bench.Services.GetRequiredService<IProcessHistory>();

        public ValueTask DisposeAsync() => _bench.DisposeAsync();
    }
}
