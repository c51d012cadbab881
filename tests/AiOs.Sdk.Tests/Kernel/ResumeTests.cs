using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>A kernel that cannot go on, or goes on with what was used, granted and dropped before.</summary>
public sealed class ResumeTests
{
    private static readonly UsageDetails Usage = new() { InputTokenCount = 90, OutputTokenCount = 10, TotalTokenCount = 100 };
    private readonly InMemoryProcessJournal _journal = new();
    private readonly FlakyPageStore _pages = new(new MemoryPageStore(), seed: 0, faultRate: 0);

    [Fact]
    public async Task WhatOneProcessLacks_TakesNothingFromTheOthers()
    {
        await using (var first = Bench(configure: static builder => builder.AddTool(static () => "", "late")))
        {
            var parent = await first.Kernel.SpawnAsync(new AgentSpec());
            await parent.AskAsync("one");
            await first.Kernel.SpawnChildAsync(parent, new AgentSpec());
            await first.Kernel.SpawnAsync(new AgentSpec { Tools = ["late"] });
        }

        await using (var second = Bench())
        {
            await Assert.ThrowsAsync<ProcessException>(async () => await HistoryOf(second).ResumeAsync());
            Assert.Empty(second.Kernel.Processes);
        }

        await using var third = Bench(configure: static builder => builder.AddTool(static () => "", "late"));
        var resumed = await HistoryOf(third).ResumeAsync();
        Assert.Equal([1L, 2L, 3L], resumed.Select(static process => process.Id.Value));
        Assert.Equal(2, resumed[0].Memory.Table.Count);
    }

    [Fact]
    public async Task AKernelThatCouldNotReadMemory_GoesOnWhenItCan()
    {
        await using (var first = Bench())
        {
            await (await first.Kernel.SpawnAsync(new AgentSpec())).AskAsync("one");
        }

        await using var second = Bench();
        _pages.FaultRate = 1;
        await Assert.ThrowsAnyAsync<IOException>(async () => await HistoryOf(second).ResumeAsync());
        _pages.FaultRate = 0;
        Assert.Equal(2, Assert.Single(await HistoryOf(second).ResumeAsync()).Memory.Table.Count);
    }

    [Fact]
    public async Task WhatEndedChildrenUsed_StaysUsed()
    {
        await using (var first = Bench())
        {
            var parent = await first.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { Tokens = 1_000 } });
            var child = await first.Kernel.SpawnChildAsync(parent, new AgentSpec());
            var grandchild = await first.Kernel.SpawnChildAsync(child, new AgentSpec());
            await grandchild.AskAsync("go");
            await grandchild.KillAsync("done");
            await child.AskAsync("go");
            await child.KillAsync("done");
            Assert.Equal(400, (await NextChildAsync(first, parent)).Budget.Tokens); // Half of 800.
        }

        await using var second = Bench();
        var resumed = (await HistoryOf(second).ResumeAsync())[0];
        Assert.Equal(200, (await NextChildAsync(second, resumed)).Budget.Tokens); // Half of what the first kernel's child left.
    }

    [Fact]
    public async Task WhatWasTakenBack_StaysUsed()
    {
        await using (var first = Bench())
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec());
            await agent.AskAsync("one");
            await agent.AskAsync("two");
            await HistoryOf(first).RewindAsync(agent, new StepId(1, 1));
            Assert.Equal(200, agent.Usage.TotalTokens);
        }

        await using var second = Bench();
        Assert.Equal((200L, 2L), Assert.Single(await HistoryOf(second).ResumeAsync()).Usage is var usage ? (usage.TotalTokens, usage.Steps) : default);
    }

    [Fact]
    public async Task AChildThatWasSpawned_IsFoundAgain_WhereThereIsNoRoomForAnother()
    {
        var spec = new AgentSpec
        {
            Key = "parent",
            HasProcessTools = true,
            Specialists = [new AgentSpec { Name = "helper", Instructions = "child" }],
            Budget = new ProcessBudget { Children = 1 },
        };
        var message = new ChatMessage(ChatRole.User, "go") { MessageId = "task" };
        using var client = new ScriptedChatClient(static (request, _) => ValueTask.FromResult(
            request.Messages[0].Text == "child" ? ScriptedChatClient.Text("helped")
            : request.Messages.Any(static message => message.Role == ChatRole.Tool) ? ScriptedChatClient.Text(KernelTests.ResultOf(request))
            : ScriptedChatClient.Calls(KernelBench.Call("c", "spawn", ("agent", "helper"), ("task", "Help.")))));
        string expected;
        await using (var first = Bench(client))
        {
            expected = (await (await first.Kernel.SpawnAsync(spec)).AskAsync(message)).Text;
            Assert.StartsWith("Process 2", expected, StringComparison.Ordinal);
        }

        // Killed after the child was there, and before its parent knew.
        var cutOff = new InMemoryProcessJournal();
        await foreach (var entry in _journal.ReplayAsync())
        {
            if (JournalCodec.Decode(entry.Record.Span).Any(static record => record.Kind == JournalRecordKind.ToolOutcome))
            {
                break;
            }

            await cutOff.AppendAsync(entry.Process, entry.Record);
        }

        await using var second = new KernelBench(client, builder => builder.AddSingleton<IProcessJournal>(cutOff));
        Assert.Equal(expected, (await (await second.Kernel.SpawnAsync(spec)).AskAsync(message)).Text);
    }

    [Fact]
    public async Task AMessageThatCameDuringARewind_IsWorkedOn_AndStaysKnown()
    {
        var isCalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isCancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new ScriptedChatClient(async (request, token) =>
        {
            if (request.Messages[^1].Text == "two")
            {
                await using var registration = token.Register(isCancelled.SetResult);
                isCalled.SetResult();
                await mayAnswer.Task; // Whatever is cancelled.
            }

            return ScriptedChatClient.Text("re: " + request.Messages[^1].Text);
        });
        string[] words = ["one", "re: one", "three", "re: three"];
        await using (var first = VolatileBench(client))
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec());
            await agent.AskAsync("one");
            var open = agent.AskAsync("two");
            await isCalled.Task;
            var rewind = HistoryOf(first).RewindAsync(agent, new StepId(1, 1)).AsTask();
            await agent.PostAsync(new ProcessMessage(ProcessId.Host, new ChatMessage(ChatRole.User, "three"), SecurityLabel.User));
            await isCancelled.Task; // Otherwise the turn may be over before it hears of the rewind.
            mayAnswer.SetResult();
            await Assert.ThrowsAsync<ProcessException>(() => open);
            await rewind;
            await ((KernelProcess)agent).WhenIdleAsync(default);
            Assert.Equal(words, await WordsAsync(first, agent));
        }

        await using var second = VolatileBench(client);
        Assert.Equal(words, await WordsAsync(second, Assert.Single(await HistoryOf(second).ResumeAsync())));
    }

    [Fact]
    public async Task ARewind_ForgetsTheAnswersThatItTakesBack()
    {
        int answers = 0;
        using var client = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text($"answer {++answers}")));
        var spec = new AgentSpec { Key = "k" };
        ChatMessage[] messages = [new(ChatRole.User, "one") { MessageId = "1" }, new(ChatRole.User, "two") { MessageId = "2" }];
        await using (var first = Bench(client))
        {
            var agent = await first.Kernel.SpawnAsync(spec);
            await agent.AskAsync(messages[0]);
            Assert.Equal("answer 2", (await agent.AskAsync(messages[1])).Text);
            await HistoryOf(first).RewindAsync(agent, new StepId(1, 1));
            Assert.Equal("answer 1", (await agent.AskAsync(messages[0])).Text);
            Assert.Equal("answer 3", (await agent.AskAsync(messages[1])).Text);
        }

        await using var second = Bench(client);
        var resumed = await second.Kernel.SpawnAsync(spec);
        Assert.Equal("answer 1", (await resumed.AskAsync(messages[0])).Text);
        Assert.Equal("answer 3", (await resumed.AskAsync(messages[1])).Text);
    }

    [Fact]
    public async Task ATurnThatWasCutByARewind_HasFailed_BeforeAndAfterARestart()
    {
        using var client = new ScriptedChatClient(static (request, _) => ValueTask.FromResult(
            request.Messages.Any(static message => message.Role == ChatRole.Tool)
                ? ScriptedChatClient.Text("done")
                : ScriptedChatClient.Calls(KernelBench.Call("c", "look"))));
        var spec = new AgentSpec { Key = "k" };
        var message = new ChatMessage(ChatRole.User, "one") { MessageId = "1" };
        string told;
        await using (var first = Bench(client, static builder => builder.AddTool(static () => "seen", "look")))
        {
            var agent = await first.Kernel.SpawnAsync(spec);
            await agent.AskAsync(message);
            await HistoryOf(first).RewindAsync(agent, new StepId(1, 1));
            told = (await Assert.ThrowsAsync<ProcessException>(() => agent.AskAsync(message))).Message;
            Assert.Contains("taken back", told, StringComparison.Ordinal);
        }

        await using var second = Bench(client, static builder => builder.AddTool(static () => "seen", "look"));
        var resumed = await second.Kernel.SpawnAsync(spec);
        Assert.Equal(told, (await Assert.ThrowsAsync<ProcessException>(() => resumed.AskAsync(message))).Message);
    }

    private static IProcessHistory HistoryOf(KernelBench bench) => bench.Services.GetRequiredService<IProcessHistory>();

    private static async Task<AgentSpec> NextChildAsync(KernelBench bench, AgentProcess parent) =>
        (await bench.Kernel.SpawnChildAsync(parent, new AgentSpec())).Spec;

    private static async Task<List<string>> WordsAsync(KernelBench bench, AgentProcess process)
    {
        var store = bench.Services.GetRequiredService<IPageStore>();
        var words = new List<string>();
        foreach (var entry in process.Memory.Table.List(0, int.MaxValue))
        {
            words.Add((await store.ReadAsync(entry.Id))!.GetText());
        }

        return words;
    }

    private static ScriptedChatClient Costly() => new(static (_, _) => ValueTask.FromResult(ScriptedChatClient.Text("x", Usage)));

    private KernelBench Bench(IChatClient? client = null, Action<AiOsBuilder>? configure = null) => new(client ?? Costly(), builder =>
    {
        builder.AddSingleton<IProcessJournal>(_journal);
        builder.AddSingleton<IPageStore>(_pages);
        configure?.Invoke(builder);
    });

    private KernelBench VolatileBench(IChatClient client) => new(client, builder => builder.AddSingleton<IProcessJournal>(_journal));
}
