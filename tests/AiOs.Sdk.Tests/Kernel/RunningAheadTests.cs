using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>A turn goes on before its answers are durable as long as nothing but looking follows from them.</summary>
public sealed class RunningAheadTests
{
    [Theory]
    [InlineData(ToolEffects.None, true, false, true)]
    [InlineData(ToolEffects.ReadsUntrusted, true, false, true)]
    [InlineData(ToolEffects.Writes, true, false, false)] // An effect of an answer that may be lost.
    [InlineData(ToolEffects.None, false, false, false)] // The page would outlive its record.
    [InlineData(ToolEffects.None, true, true, false)] // Somebody would see what may be otherwise after a kill.
    public async Task AnAnswer_IsWaitedFor_WhereSomethingFollowsFromIt(ToolEffects effects, bool hasVolatilePages, bool isHeard, bool goesOn)
    {
        var journal = HoldingFromAnAnswer();
        var isCalled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = Looking(steps: 2);
        await using var bench = new KernelBench(client, builder =>
        {
            builder.AddSingleton<IProcessJournal>(journal);
            if (!hasVolatilePages)
            {
                builder.AddSingleton<IPageStore>(new KeptPages(new MemoryPageStore()));
            }

            AddLook(builder, effects, () => isCalled.SetResult(journal.IsReleased));
        });
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await using var events = isHeard ? agent.ReadEventsAsync().GetAsyncEnumerator() : null;
        var answer = agent.AskAsync("go");
        await journal.Reached;
        if (goesOn)
        {
            await isCalled.Task; // Or for ever, where the answer is waited for.
        }

        Assert.False(answer.IsCompleted); // What the caller gets is durable, and so is all before it.
        journal.Release();
        Assert.Equal("done", (await answer).Text);
        Assert.Equal(!goesOn, await isCalled.Task);
    }

    [Fact]
    public async Task ATurn_RunsAhead_ByNoMoreThanItsLimit()
    {
        const int Steps = 40;
        var journal = HoldingFromAnAnswer();
        using var client = Looking(Steps);
        await using var bench = new KernelBench(client, builder =>
        {
            builder.AddSingleton<IProcessJournal>(journal);
            AddLook(builder, ToolEffects.None, static () => { });
        });
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { StepsPerTurn = Steps, RepeatedCalls = Steps } });

        // Nothing in it takes time, so it runs here until it waits for the journal.
        var answer = agent.AskAsync("go");
        var (isWaiting, held) = (!answer.IsCompleted, journal.Held);
        journal.Release();
        Assert.Equal("done", (await answer).Text);
        Assert.True(isWaiting);
        Assert.InRange(held, ProcessLog.MaxAhead, ProcessLog.MaxAhead + 3); // The record that is waited for, and those of a step.
        Assert.Equal(Steps, client.Requests.Count);
    }

    [Theory]
    [InlineData(ToolEffects.None, 1)]
    [InlineData(ToolEffects.Writes, 0)]
    public async Task AnAnswerThatCannotBeWritten_HasNoEffect_AndFailsItsTurn(ToolEffects effects, int calls)
    {
        var journal = HoldingFromAnAnswer(new InvalidOperationException("the disk is full"));
        int called = 0;
        using var client = Looking(steps: 2);
        await using var bench = new KernelBench(client, builder =>
        {
            builder.AddSingleton<IProcessJournal>(journal);
            AddLook(builder, effects, () => called++);
        });
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        var answer = agent.AskAsync("go");
        await journal.Reached;
        journal.Release();
        Assert.Equal("the disk is full", (await Assert.ThrowsAsync<InvalidOperationException>(() => answer)).Message);
        Assert.Equal(calls, called);
    }

    [Fact]
    public async Task WhatCouldNotBeWritten_IsToldToTheTurn_NotToWhoeverWritesBesideIt()
    {
        var journal = HoldingFromAnAnswer(new InvalidOperationException("the disk is full"));
        var log = new ProcessLog(journal, new ProcessId(1), new DurableWaits(TurnQueue.OnThreadPool()));
        log.Post(new JournalRecord(JournalRecordKind.ModelOutcome));
        journal.Release();
        await log.WriteBesideAsync(new JournalRecord(JournalRecordKind.Held), isBeginning: false, CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => log.WhenDurableAsync().AsTask());
        Assert.False(log.MustWait); // It was told.
    }

    private static ScriptedChatClient Looking(int steps) => new((request, _) => ValueTask.FromResult(
        request.Messages.Count(static message => message.Role == ChatRole.Tool) is var looked && looked + 1 < steps
            ? ScriptedChatClient.Calls(KernelBench.Call($"c{looked}", "look"))
            : ScriptedChatClient.Text("done")));

    private static void AddLook(AiOsBuilder builder, ToolEffects effects, Action look) => builder.AddTool(
        () =>
        {
            look();
            return "seen";
        },
        "look",
        configure: tool => tool with { Effects = effects, IsIdempotent = true, ResultIntegrity = Integrity.User, IsImmediate = true });

    // Everything from the first answer that calls tools on.
    private static HeldJournal HoldingFromAnAnswer(Exception? error = null) =>
        new(static record => record is { Kind: JournalRecordKind.ModelOutcome, Flag: false }, withWhatFollows: true) { Error = error };
}
