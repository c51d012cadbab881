using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>What becomes known at the same moment is one record of the journal; what would have to wait for it is not kept back.</summary>
public sealed class HeldBackTests
{
    private static readonly ProcessId Id = new(1);

    private readonly InMemoryProcessJournal _journal = new();

    [Fact]
    public async Task AnAnswer_AndWhatItsImmediateToolGave_AreOneRecord()
    {
        using var client = Looking();
        await using var bench = Bench(client, static () => "seen", isImmediate: true);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        Assert.Equal("done", (await agent.AskAsync("go")).Text);
        JournalRecordKind[][] expected =
        [
            [JournalRecordKind.Spawned],
            [JournalRecordKind.Received],
            [JournalRecordKind.ModelOutcome, JournalRecordKind.ToolOutcome], // No intent: its answer was there at once.
            [JournalRecordKind.ModelOutcome],
            [JournalRecordKind.TurnEnded],
        ];
        Assert.Equal(expected, await KindsAsync());
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)] // Several calls: each by itself, as they end.
    public async Task AnAnswer_IsWithTheJournal_WhileItsToolsTakeTheirTime(bool isImmediate, int calls)
    {
        var known = new List<JournalRecordKind[][]>();
        using var client = Looking(calls);
        await using var bench = Bench(client, () =>
        {
            known.Add(KindsAsync().GetAwaiter().GetResult()); // The journal is in memory: it waits for nothing.
            return "seen";
        }, isImmediate);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        Assert.Equal("done", (await agent.AskAsync("go")).Text);
        Assert.Equal(calls, known.Count);
        Assert.Equal(JournalRecordKind.ModelOutcome, Assert.Single(known[0][^1]));
    }

    [Fact]
    public async Task AnAnswer_IsWithTheJournal_WhileAnImmediateToolsCallIsHeldUp()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = Looking();
        await using var bench = Bench(client, static () => "seen", isImmediate: true, builder => builder.AddSingleton<ISyscallMiddleware>(
            new BeforeTools(() => new ValueTask(gate.Task))));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        var answer = agent.AskAsync("go"); // Runs here until somebody takes time.
        var known = (await KindsAsync())[^1];
        gate.SetResult();
        Assert.Equal("done", (await answer).Text);
        Assert.Equal([JournalRecordKind.ModelOutcome], known);
    }

    [Fact]
    public async Task ATurnThatIsStopped_LeavesWhatItKnew()
    {
        using var client = Looking();
        await using var bench = Bench(client, static () => "seen", isImmediate: true, static builder => builder.AddSingleton<ISyscallMiddleware>(
            new BeforeTools(static () => throw new ObjectDisposedException("the host's container"))));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => agent.AskAsync("go"));
        Assert.Equal([JournalRecordKind.ModelOutcome], (await KindsAsync())[^1]); // For the next kernel: the turn has not ended.
    }

    // With pages in memory only, so that nothing but the journal is left.
    [Fact]
    public async Task AKillBetweenAnyTwoRecords_EndsInTheSameMemory()
    {
        const int Steps = 4;
        using var client = new ScriptedChatClient((request, _) => ValueTask.FromResult(
            request.Messages.Count(static message => message.Role == ChatRole.Tool) is var looked && looked + 1 < Steps
                ? ScriptedChatClient.Calls(KernelBench.Call($"c{looked}", "look"))
                : ScriptedChatClient.Text("done")));
        string undisturbed;
        await using (var bench = Bench(client, static () => "seen", isImmediate: true))
        {
            var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
            Assert.Equal("done", (await agent.AskAsync("go")).Text);
            undisturbed = await StateAsync(bench, agent);
        }

        var records = new List<JournalEntry>();
        await foreach (var entry in _journal.ReplayAsync())
        {
            records.Add(entry);
        }

        Assert.Equal(2 + Steps + 1, records.Count);
        for (int kept = 2; kept <= records.Count; kept++)
        {
            var journal = new InMemoryProcessJournal();
            foreach (var (process, record) in records.Take(kept))
            {
                await journal.AppendAsync(process, record);
            }

            await using var next = Bench(client, static () => "seen", isImmediate: true, journal: journal);
            var resumed = Assert.Single(await next.Services.GetRequiredService<IProcessHistory>().ResumeAsync());
            await ((KernelProcess)resumed).WhenIdleAsync(default);
            Assert.Equal(undisturbed, await StateAsync(next, resumed));
        }
    }

    [Fact]
    public async Task WhatIsKeptBack_IsHandedOver_BeforeARecordBesideIt_AndWithAWait()
    {
        var log = new ProcessLog(_journal, Id, new DurableWaits(TurnQueue.OnThreadPool()));
        log.Hold(new JournalRecord(JournalRecordKind.ModelOutcome));
        Assert.True(log.HasPosted);
        Assert.Empty(await KindsAsync());
        await log.WriteBesideAsync(new JournalRecord(JournalRecordKind.Held), isBeginning: false, CancellationToken.None);
        log.Hold(new JournalRecord(JournalRecordKind.ModelOutcome));
        log.Hold(new JournalRecord(JournalRecordKind.TurnEnded));
        await log.WhenDurableAsync();
        log.Hold(new JournalRecord(JournalRecordKind.ModelOutcome));
        await log.WriteAsync(new JournalRecord(JournalRecordKind.Exited));
        Assert.False(log.HasPosted);
        log.HandOver(); // Of nothing.
        JournalRecordKind[][] expected =
        [
            [JournalRecordKind.ModelOutcome], [JournalRecordKind.Held], [JournalRecordKind.ModelOutcome], [JournalRecordKind.TurnEnded],
            [JournalRecordKind.ModelOutcome, JournalRecordKind.Exited],
        ];
        Assert.Equal(expected, await KindsAsync());
    }

    private static ScriptedChatClient Looking(int calls = 1) => new((request, _) => ValueTask.FromResult(
        request.Messages[^1].Role == ChatRole.Tool
            ? ScriptedChatClient.Text("done")
            : ScriptedChatClient.Calls([.. Enumerable.Range(0, calls).Select(static i => KernelBench.Call($"c{i}", "look"))])));

    private static async Task<string> StateAsync(KernelBench bench, AgentProcess process)
    {
        var pages = bench.Services.GetRequiredService<IPageStore>();
        var usage = process.Usage;
        var state = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{usage.Steps} steps, {usage.ToolCalls} calls");
        foreach (var entry in process.Memory.Table.List(0, 100))
        {
            state.Append('|').Append(entry.Id).Append(' ').Append((await pages.ReadAsync(entry.Id))!.GetText());
        }

        return state.ToString();
    }

    private KernelBench Bench(
        IChatClient client, Func<string> look, bool isImmediate, Action<AiOsBuilder>? configure = null, IProcessJournal? journal = null) =>
        new(client, builder =>
        {
            builder.AddSingleton(journal ?? _journal);
            builder.AddTool(look, "look", configure: tool => tool with
            {
                Effects = ToolEffects.None,
                ResultIntegrity = Integrity.ToolTrusted,
                IsImmediate = isImmediate,
            });
            configure?.Invoke(builder);
        });

    private async Task<JournalRecordKind[][]> KindsAsync()
    {
        var kinds = new List<JournalRecordKind[]>();
        await foreach (var entry in _journal.ReplayAsync())
        {
            kinds.Add([.. JournalCodec.Decode(entry.Record.Span).Select(static record => record.Kind)]);
        }

        return [.. kinds];
    }

    private sealed class BeforeTools(Func<ValueTask> happen) : ISyscallMiddleware
    {
        public async ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
        {
            if (call is ToolSyscall)
            {
                await happen();
            }

            await next(call, cancellationToken);
        }
    }
}
