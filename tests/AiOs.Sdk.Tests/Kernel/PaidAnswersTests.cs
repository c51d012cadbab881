using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>What a model answered was paid for, whoever stopped or repeated it, and a restart knows.</summary>
public sealed class PaidAnswersTests
{
    private static readonly UsageDetails Usage = new() { InputTokenCount = 90, OutputTokenCount = 10, TotalTokenCount = 100 };
    private readonly RefusingJournal _journal = new();
    private readonly MemoryPageStore _pages = new();
    private readonly StrictStage _stage = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAnswerThatWasStopped_CountsAgainstTheBudget_AfterEachRestart(bool keepsPages)
    {
        var spec = new AgentSpec { Key = "k", Budget = new ProcessBudget { Tokens = 250 } };
        for (int kernel = 1; kernel <= 3; kernel++)
        {
            await using var bench = Bench(keepsPages);
            var agent = await bench.Kernel.SpawnAsync(spec);
            Assert.Equal((100L * (kernel - 1), kernel - 1L), UsageOf(agent));
            await Assert.ThrowsAsync<SecurityBlockedException>(() => agent.AskAsync("bad"));
            Assert.Equal((100L * kernel, (long)kernel), UsageOf(agent));
        }

        await using var last = Bench(keepsPages);
        var spent = await last.Kernel.SpawnAsync(spec);
        var error = await Assert.ThrowsAsync<ProcessBudgetException>(() => spent.AskAsync("bad"));
        Assert.Equal(nameof(ProcessBudget.Tokens), error.Budget);
        Assert.Equal(ProcessState.Failed, (await spent.WaitAsync()).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAnswerThatWasStoppedAfterOthers_IsCountedOnce(bool keepsPages)
    {
        await using (var first = Bench(keepsPages))
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec());
            await Assert.ThrowsAsync<SecurityBlockedException>(() => agent.AskAsync("look, then bad"));
            await agent.AskAsync("good");
            Assert.Equal((300, 3), UsageOf(agent));
        }

        await using var second = Bench(keepsPages);
        Assert.Equal((300, 3), UsageOf(Assert.Single(await HistoryOf(second).ResumeAsync())));
    }

    [Fact]
    public async Task AnAnswerThatWasStopped_StaysPaidFor_WhereItsTurnIsTakenBack()
    {
        await using (var first = Bench())
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec());
            await agent.AskAsync("good");
            await Assert.ThrowsAsync<SecurityBlockedException>(() => agent.AskAsync("look, then bad"));
            await HistoryOf(first).RewindAsync(agent, new StepId(2, 1));
            await HistoryOf(first).RewindAsync(agent, new StepId(1, 1));
        }

        await using var second = Bench();
        Assert.Equal((300, 3), UsageOf(Assert.Single(await HistoryOf(second).ResumeAsync())));
    }

    [Fact]
    public async Task AnAnswerThatAMiddlewareHadRepeated_IsPaidForTwice_AndItsTurnSaysSo()
    {
        _stage.Stops = 1;
        var spec = new AgentSpec { Key = "k" };
        var message = new ChatMessage(ChatRole.User, "bad") { MessageId = "m" };
        static void Repeat(AiOsBuilder builder) => builder.AddSingleton<ISyscallMiddleware>(new Repeating());
        await using (var first = Bench(configure: Repeat))
        {
            var agent = await first.Kernel.SpawnAsync(spec);
            Assert.Equal((200, 2), await UsageOfTurnAsync(agent, message));
            Assert.Equal((200, 2), UsageOf(agent));
        }

        await using var second = Bench(configure: Repeat);
        var resumed = await second.Kernel.SpawnAsync(spec);
        Assert.Equal((200, 2), UsageOf(resumed));
        Assert.Equal((200, 2), await UsageOfTurnAsync(resumed, message));
    }

    [Theory]
    [InlineData("bad")]
    [InlineData("good")]
    public async Task WhatCouldNotBeWritten_IsToldByTheNextRecord(string said)
    {
        await using (var first = Bench())
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec());
            _journal.Refuses = static record => record.Kind is JournalRecordKind.ModelOutcome or JournalRecordKind.TurnEnded;
            await Assert.ThrowsAsync<ProcessException>(() => agent.AskAsync(said));
            _journal.Refuses = static _ => false;
            await agent.AskAsync("good");
            Assert.Equal((200, 2), UsageOf(agent));
        }

        await using var second = Bench();
        var resumed = (KernelProcess)Assert.Single(await HistoryOf(second).ResumeAsync());
        await resumed.WhenIdleAsync(default);
        Assert.Equal((300, 3), UsageOf(resumed)); // The first message is worked on again, as whoever sent it was told.
    }

    private static IProcessHistory HistoryOf(KernelBench bench) => bench.Services.GetRequiredService<IProcessHistory>();

    private static (long Tokens, long Steps) UsageOf(AgentProcess process) => (process.Usage.TotalTokens, process.Usage.Steps);

    private static async Task<(long Tokens, long Steps)> UsageOfTurnAsync(AgentProcess agent, ChatMessage message)
    {
        AgentEvent? last = null;
        await foreach (var happening in agent.RunAsync(message))
        {
            last = happening;
        }

        var usage = Assert.IsType<TurnCompleted>(last).Usage;
        return (usage.TotalTokens, usage.Steps);
    }

    private KernelBench Bench(bool keepsPages = true, Action<AiOsBuilder>? configure = null) => new(
        new ScriptedChatClient(static (request, _) =>
        {
            var last = request.Messages[^1];
            var answer = last.Text.StartsWith("look", StringComparison.Ordinal)
                ? ScriptedChatClient.Calls(KernelBench.Call("c", "look"))
                : ScriptedChatClient.Text(last.Role == ChatRole.Tool ? "bad" : last.Text);
            answer.Usage = Usage;
            return ValueTask.FromResult(answer);
        }),
        builder =>
        {
            builder.AddSingleton<IProcessJournal>(_journal);
            builder.AddSingleton<ISecurityStage>(_stage);
            builder.AddTool(static () => "seen", "look", configure: static tool => tool with { Effects = ToolEffects.None });
            _ = keepsPages ? builder.AddSingleton<IPageStore>(new KeptPages(_pages)) : builder;
            configure?.Invoke(builder);
        });

    /// <summary>Stops answers that say "bad": all, or so many.</summary>
    private sealed class StrictStage : ISecurityStage
    {
        public int Stops { get; set; } = int.MaxValue;

        public string Name => "strict";

        public SecurityDirection Directions => SecurityDirection.Output;

        public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(content.Text == "bad" && Stops-- > 0 ? SecurityVerdict.Block(Name, "not that") : SecurityVerdict.Allow(Name, ""));
    }

    /// <summary>Asks a model once more where its answer was stopped.</summary>
    private sealed class Repeating : ISyscallMiddleware
    {
        public async ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
        {
            try
            {
                await next(call, cancellationToken);
            }
            catch (SecurityBlockedException) when (call is ModelSyscall)
            {
                await next(call, cancellationToken);
            }
        }
    }
}
