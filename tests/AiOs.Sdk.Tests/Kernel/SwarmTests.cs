using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class SwarmTests
{
    [Fact]
    public async Task Pipeline_GivesEachAnswerToTheNext()
    {
        await using var bench = new KernelBench(Model(request => ScriptedChatClient.Text($"{request.Messages[0].Text}({request.Messages[^1].Text})")));
        var answer = await bench.Kernel.PipelineAsync([Agent("a"), Agent("b"), Agent("c")], "x");
        Assert.Equal("c(b(a(x)))", answer.Message.Text);
        Assert.Empty(bench.Kernel.Processes);
    }

    [Fact]
    public async Task Vote_TakesWhatMostSay_AndAFailingVoterHasNoVote()
    {
        await using var bench = new KernelBench(Model(request => request.Messages[0].Text switch
        {
            "a" => ScriptedChatClient.Text("No."),
            "b" or "c" => ScriptedChatClient.Text("yes "),
            _ => throw new HttpRequestException("down"),
        }));
        var result = await bench.Kernel.VoteAsync([Agent("a"), Agent("b"), Agent("c"), Agent("d")], "Is it?");
        Assert.Equal(("yes ", 2, 3, 4), (result.Answer.Message.Text, result.Votes, result.Answers, result.Voters));
        await Assert.ThrowsAsync<AggregateException>(() => bench.Kernel.VoteAsync([Agent("d")], "Is it?"));
    }

    [Fact]
    public async Task ATaskThatIsGivenUp_IsCancelled_AndLeavesNoAgentBehind()
    {
        var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bench = new KernelBench(Unanswering(isAsked));
        using var stop = new CancellationTokenSource();
        var tasks = new[]
        {
            bench.Kernel.RunTaskAsync(Agent("a"), "x", cancellationToken: stop.Token),
            bench.Kernel.PipelineAsync([Agent("b")], "x", stop.Token),
        };
        await isAsked.Task;
        await stop.CancelAsync();
        foreach (var task in tasks)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        }

        Assert.Empty(bench.Kernel.Processes);
    }

    [Fact]
    public async Task AnAgentForOneTask_EndsWithIt_AlsoWhenWhoAskedGivesUp()
    {
        var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bench = new KernelBench(Unanswering(isAsked));
        var agent = await bench.Kernel.SpawnAsync(Agent("a") with { IsOneShot = true });
        using var stop = new CancellationTokenSource();
        var answer = agent.AskAsync("x", stop.Token);
        await isAsked.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal(ProcessState.Failed, (await agent.WaitAsync()).State);
    }

    [Fact]
    public async Task ATaskThatIsNotTakenIn_LeavesNoAgentBehind()
    {
        var journal = new RefusingJournal { Refuses = static record => record.Kind == JournalRecordKind.Received };
        await using var bench = new KernelBench(
            Model(static _ => ScriptedChatClient.Text("done")), builder => builder.AddSingleton<IProcessJournal>(journal));
        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.Kernel.RunTaskAsync(Agent("a"), "x"));
        Assert.Empty(bench.Kernel.Processes);
    }

    [Fact]
    public async Task WhoStopsWaitingForASharedTask_StopsItForNobodyElse()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new ScriptedChatClient(async (_, token) =>
        {
            await mayAnswer.Task.WaitAsync(token);
            return ScriptedChatClient.Text("done");
        });
        await using var bench = new KernelBench(client);
        var spec = Agent("a") with { Key = "shared" };
        var first = bench.Kernel.RunTaskAsync(spec, "x");
        using var stop = new CancellationTokenSource();
        var second = bench.Kernel.RunTaskAsync(spec, "x", cancellationToken: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        mayAnswer.SetResult();
        Assert.Equal("done", (await first).Message.Text);
    }

    [Fact]
    public async Task Handoff_GoesWhereTheAgentSays_AndNoFurtherThanAllowed()
    {
        await using var bench = new KernelBench(Model(request => request.Messages[0].Text == "desk" || request.Messages[^1].Text == "again"
            ? ScriptedChatClient.Calls(KernelBench.Call("1", "handoff", ("to", request.Messages[0].Text == "desk" ? "expert" : "desk"), ("message", "again")))
            : ScriptedChatClient.Text($"expert on {request.Messages[^1].Text}")));
        AgentSpec[] agents = [Agent("desk") with { Handoffs = ["expert"] }, Agent("expert") with { Handoffs = ["desk"] }];
        await Assert.ThrowsAsync<ProcessException>(() => bench.Kernel.HandoffAsync(agents, "help", maxHandoffs: 3));

        await using var good = new KernelBench(Model(request => request.Messages[0].Text == "desk"
            ? ScriptedChatClient.Calls(KernelBench.Call("1", "handoff", ("to", "expert"), ("message", "the printer")))
            : ScriptedChatClient.Text($"fixed {request.Messages[^1].Text}")));
        Assert.Equal("fixed the printer", (await good.Kernel.HandoffAsync(agents, "help")).Message.Text);
    }

    [Fact]
    public async Task AModel_SpawnsWaitsSendsAndLists_OnlyItsOwnChildren()
    {
        var client = Model(request =>
        {
            if (request.Messages[0].Text == "worker")
            {
                return ScriptedChatClient.Text("worked on " + request.Messages[^1].Text);
            }

            int results = request.Messages.Count(message => message.Role == ChatRole.Tool);
            string child = results == 0 ? "" : ResultsOf(request)[0].Split(' ')[1];
            return results switch
            {
                0 => ScriptedChatClient.Calls(KernelBench.Call("1", "spawn", ("agent", "worker"), ("task", "one"))),
                1 => ScriptedChatClient.Calls(KernelBench.Call("2", "wait", ("process", child))),
                2 => ScriptedChatClient.Calls(KernelBench.Call("3", "send", ("process", child), ("text", "two"))),
                3 => ScriptedChatClient.Calls(KernelBench.Call("4", "wait", ("process", child))),
                4 => ScriptedChatClient.Calls(KernelBench.Call("5", "list")),
                5 => ScriptedChatClient.Calls(KernelBench.Call("6", "send", ("process", 1), ("text", "not mine"))),
                6 => ScriptedChatClient.Calls(KernelBench.Call("7", "spawn", ("agent", "stranger"), ("task", "x"))),
                _ => ScriptedChatClient.Text(string.Join(" | ", ResultsOf(request))),
            };
        });
        await using var bench = new KernelBench(client);
        await bench.Kernel.SpawnAsync(new AgentSpec());
        var boss = await bench.Kernel.SpawnAsync(new AgentSpec { HasProcessTools = true, Specialists = [Agent("worker")] });
        string[] said = (await boss.AskAsync("go")).Text.Split(" | ");
        Assert.Equal("Process 3 (worker) works on it.", said[0]);
        Assert.Equal("Process 3 (worker) answered: worked on one", said[1]);
        Assert.Equal("Process 3 (worker) answered: worked on two", said[3]);
        Assert.StartsWith("3 worker: Waiting, 2 steps", said[4], StringComparison.Ordinal);
        Assert.Contains("You started no process '1'", said[5], StringComparison.Ordinal);
        Assert.Contains("The agents are: worker", said[6], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ATurnThatGoesRoundInACircle_IsStopped_WithAReason(int period)
    {
        var client = Model(request => ScriptedChatClient.Calls(KernelBench.Call("c", "look", ("at", request.Number % period))));
        await using var bench = new KernelBench(client, builder => builder.AddTool(
            (int at) => $"nothing at {at}", "look", configure: tool => tool with { Effects = ToolEffects.None }));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { RepeatedCalls = 3, StepsPerTurn = 100 } });
        var error = await Assert.ThrowsAsync<ProcessLoopException>(() => agent.AskAsync("go"));
        Assert.Equal((period, 3), (error.Calls.Count, error.Times));
        Assert.Equal(3 * period, client.Requests.Count);
    }

    [Fact]
    public async Task TheSameCall_WithAnotherResult_IsNoLoop()
    {
        int ticks = 0;
        var client = Model(request => request.Number < 9 ? ScriptedChatClient.Calls(KernelBench.Call("c", "tick")) : ScriptedChatClient.Text("done"));
        await using var bench = new KernelBench(client, builder => builder.AddTool(
            () => ++ticks, "tick", configure: tool => tool with { Effects = ToolEffects.None }));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { RepeatedCalls = 2 } });
        Assert.Equal("done", (await agent.AskAsync("go")).Text);
    }

    [Fact]
    public async Task ASpecialist_RunsOnTheFirstModelThatIsGoodAtIt()
    {
        await using var bench = new KernelBench(
            Model(_ => ScriptedChatClient.Text("plain")),
            builder => builder.AddChatClient(
                "coder", Model(_ => ScriptedChatClient.Text("code")), new ModelManifest { Id = "coder", Capabilities = ["code-review"] }));
        Assert.Equal("code", (await bench.Kernel.RunTaskAsync(Agent("a").OnModelWith("code-review"), "go")).Message.Text);
    }

    [Fact]
    public async Task AnApproval_SurvivesARestart_ForExactlyOneCall()
    {
        var journal = new InMemoryProcessJournal();
        int sent = 0;
        var client = Model(request => request.Messages.Count(message => message.Role == ChatRole.Tool) < 2
            ? ScriptedChatClient.Calls(KernelBench.Call("same", "mail", ("to", "ada")))
            : ScriptedChatClient.Text("done"));
        void Configure(AiOsBuilder builder)
        {
            builder.AddSingleton<IProcessJournal>(journal);
            builder.AddSecurityPolicy<AlwaysAsk>().UseApprovalDesk(TimeSpan.FromHours(1));
            builder.AddTool((string to) => ++sent, "mail", configure: tool => tool with { ResultIntegrity = Integrity.User });
        }

        var spec = new AgentSpec { Budget = new ProcessBudget { TurnTime = TimeSpan.FromDays(2), RepeatedCalls = 9 } };
        string asked;
        await using (var first = new KernelBench(client, Configure))
        {
            var agent = await first.Kernel.SpawnAsync(spec);
            await agent.PostAsync(new ProcessMessage(ProcessId.Host, new ChatMessage(ChatRole.User, "go"), SecurityLabel.User));
            asked = (await QuestionAsync(first)).Fingerprint;
        }

        await using var second = new KernelBench(client, Configure);
        var desk = second.Services.GetRequiredService<ApprovalDesk>();
        var resumed = Assert.Single(await second.Services.GetRequiredService<IProcessHistory>().ResumeAsync());
        var question = await QuestionAsync(second);
        Assert.Equal(asked, question.Fingerprint);
        Assert.Contains("to: \"ada\"", question.Description, StringComparison.Ordinal);
        Assert.Equal(0, sent);
        Assert.True(await desk.DecideAsync(asked, isApproved: true, "the owner"));
        Assert.False(await desk.DecideAsync(asked, isApproved: true, "the owner"));
        var another = await QuestionAsync(second); // The same tool with the same arguments is asked for again.
        Assert.NotEqual(asked, another.Fingerprint);
        Assert.Equal(1, sent);
        second.Time.Advance(TimeSpan.FromHours(1)); // Nobody answers.
        await ((KernelProcess)resumed).WhenIdleAsync(default);
        Assert.Equal(1, sent);
        Assert.Contains("approval was refused", ResultsOf(client.Requests[^1])[^1], StringComparison.Ordinal);
        Assert.False(await desk.DecideAsync(another.Fingerprint, isApproved: true, "too late"));
    }

    private static ScriptedChatClient Unanswering(TaskCompletionSource isAsked) => new(async (_, token) =>
    {
        isAsked.TrySetResult();
        await new TaskCompletionSource().Task.WaitAsync(token);
        return ScriptedChatClient.Text("never");
    });

    private static async Task<PendingApproval> QuestionAsync(KernelBench bench)
    {
        var desk = bench.Services.GetRequiredService<ApprovalDesk>();
        while (true)
        {
            if (await desk.ListAsync() is [var question, ..])
            {
                return question;
            }

            await Task.Yield();
        }
    }

    private static AgentSpec Agent(string name) => new() { Name = name, Instructions = name, HasMemoryTools = false };

    private static ScriptedChatClient Model(Func<ScriptedRequest, ChatResponse> answer) =>
        new((request, _) => ValueTask.FromResult(answer(request)));

    private static List<string> ResultsOf(ScriptedRequest request) =>
        [.. request.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result!.ToString()!)];

    private sealed class AlwaysAsk : ISecurityPolicy
    {
        public string Name => "always-ask";

        public SecurityVerdict? Decide(Syscall call) =>
            call is ToolSyscall ? SecurityVerdict.RequireApproval(Name, "somebody must agree") : null;
    }
}
