using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>What cannot be written to the journal is told to whoever wants it, holds nobody up for ever, and is not taken for done.</summary>
public sealed class FullDiskTests
{
    private readonly RefusingJournal _journal = new();

    private static ProcessMessage Mail { get; } = new(ProcessId.Host, new ChatMessage(ChatRole.User, "go"), SecurityLabel.User);

    [Fact]
    public async Task AKillThatCannotBeWritten_IsTold_AndStopsTheProcessUntilTheNextKernel()
    {
        await using (var first = Bench())
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec { Key = "k" });
            _journal.Refuses = static record => record.Kind == JournalRecordKind.Exited;
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await agent.KillAsync("not needed"));
            await Assert.ThrowsAsync<InvalidOperationException>(() => agent.WaitAsync());
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await agent.KillAsync("again"));
            Assert.Empty(first.Kernel.Processes);
            await Assert.ThrowsAsync<ProcessException>(() => agent.AskAsync("are you there?"));
        }

        await using var second = Bench();
        Assert.Single(await second.Services.GetRequiredService<IProcessHistory>().ResumeAsync()); // It never ended, as far as anybody was told.
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnEndThatCouldNotBeWritten_IsWrittenWhenItsKeyIsAskedFor(bool isChild)
    {
        var spec = new AgentSpec { Key = "k" };
        await using (var first = Bench())
        {
            var parent = await first.Kernel.SpawnAsync(new AgentSpec { Key = "parent" });
            async Task<AgentProcess> SpawnAsync() => isChild
                ? await first.Kernel.SpawnChildAsync(parent, spec)
                : await first.Kernel.SpawnAsync(spec);
            var agent = await SpawnAsync();
            await FailsToBeKilledAsync(agent);
            await Assert.ThrowsAsync<InvalidOperationException>(SpawnAsync); // It can neither be had nor replaced.
            Assert.Equal("done", (await (await first.Kernel.SpawnAsync(new AgentSpec())).AskAsync("go")).Text); // Nobody else minds.
            _journal.Refuses = static _ => false;
            var ended = await SpawnAsync();
            Assert.Equal((agent.Id, ProcessState.Killed), (ended.Id, ended.State));
            Assert.Equal("not needed", (await ended.WaitAsync()).Reason);
        }

        await using var second = Bench();
        var resumed = await second.Services.GetRequiredService<IProcessHistory>().ResumeAsync();
        Assert.DoesNotContain(resumed, static process => process.Spec.Key == "k");
        Assert.Equal(1, await second.Services.GetRequiredService<IProcessHistory>().ForgetAsync(["k"]));
    }

    [Fact]
    public async Task AnEndThatCouldNotBeWritten_IsWrittenBeforeAnotherGetsItsMemory()
    {
        var spec = new AgentSpec { Space = "diary" };
        await using (var first = Bench())
        {
            var agent = await first.Kernel.SpawnAsync(spec);
            await FailsToBeKilledAsync(agent);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await first.Kernel.SpawnAsync(spec));
            _journal.Refuses = static _ => false;
            Assert.Equal("done", (await (await first.Kernel.SpawnAsync(spec)).AskAsync("go")).Text);
        }

        await using var second = Bench();
        var resumed = await second.Services.GetRequiredService<IProcessHistory>().ResumeAsync(); // Two could not both have it.
        Assert.Equal(1, Assert.Single(resumed).Usage.Steps);
    }

    [Fact]
    public async Task AProcessWhoseEndCannotBeWritten_StopsAllTheSame()
    {
        await using var bench = Bench();
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { IsOneShot = true });
        _journal.Refuses = static record => record.Kind == JournalRecordKind.Exited;
        Assert.Equal("done", (await agent.AskAsync("go")).Text);
        await Assert.ThrowsAsync<InvalidOperationException>(() => agent.WaitAsync());
        Assert.Empty(bench.Kernel.Processes);
    }

    [Fact]
    public async Task ATurnWhoseEndCannotBeWritten_IsToldAsFailed_AndIsWorkedOnAgainByTheNextKernel()
    {
        var spec = new AgentSpec { Key = "k" };
        var message = new ChatMessage(ChatRole.User, "go") { MessageId = "m" };
        await using (var first = Bench())
        {
            var agent = await first.Kernel.SpawnAsync(spec);
            await using var events = agent.ReadEventsAsync().GetAsyncEnumerator();
            _journal.Refuses = static record => record.Kind is JournalRecordKind.ModelOutcome or JournalRecordKind.TurnEnded;
            await agent.PostAsync(new ProcessMessage(ProcessId.Host, message, SecurityLabel.User));
            AgentEvent? last = null;
            while (last is not TurnFailed && await events.MoveNextAsync())
            {
                last = events.Current;
            }

            Assert.Contains("the disk is full", Assert.IsType<TurnFailed>(last).Error.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ProcessException>(() => agent.AskAsync(message));
            Assert.Equal(last, await ((KernelProcess)agent).WhenIdleAsync(default));
        }

        _journal.Refuses = static _ => false;
        await using var second = Bench();
        Assert.Equal("done", (await (await second.Kernel.SpawnAsync(spec)).AskAsync(message)).Text);
    }

    [Fact]
    public async Task ATurnWhoseEndIsNotNoted_CostsTheNextOneNothing()
    {
        await using var bench = Bench();
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        _journal.Refuses = static record => record is { Kind: JournalRecordKind.TurnEnded, Flag: true };
        Assert.Equal("done", (await agent.AskAsync("one")).Text);
        _journal.Refuses = static _ => false;
        Assert.Equal("done", (await agent.AskAsync("two")).Text);
    }

    [Fact]
    public async Task AnOrderThatCannotBeWritten_OrIsCalledOff_DoesNotStand()
    {
        await using var bench = Bench();
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await FailsAsync(JournalRecordKind.Held, agent.SuspendAsync);
        Assert.Equal(ProcessState.Waiting, agent.State);
        Assert.Equal("done", (await agent.AskAsync("go")).Text);

        await agent.SuspendAsync();
        await agent.PostAsync(Mail);
        await FailsAsync(JournalRecordKind.Released, agent.ResumeAsync);
        Assert.Equal(ProcessState.Suspended, agent.State);
        await agent.ResumeAsync();
        await ((KernelProcess)agent).WhenIdleAsync(default); // For ever, where the turn waits for an order that nobody gives again.
        Assert.Equal(2, agent.Usage.Steps);
    }

    [Fact]
    public async Task AMessageTakenBack_IsToldOf_AlsoWhereTheJournalIsNot()
    {
        await using var bench = Bench();
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Key = "k" });
        await agent.SuspendAsync();
        using var first = new CancellationTokenSource();
        var before = agent.AskAsync("one", first.Token);
        var message = new ChatMessage(ChatRole.User, "two") { MessageId = "m" };
        using var takeBack = new CancellationTokenSource();
        var taken = agent.AskAsync(message, takeBack.Token);
        var again = agent.AskAsync(message);
        _journal.Refuses = static record => record.Kind == JournalRecordKind.TurnEnded;
        await takeBack.CancelAsync();
        await Assert.ThrowsAsync<ProcessException>(() => taken);
        var later = agent.AskAsync(message);
        Assert.True(later.IsCompleted, "What became of the message is not known by now, so whoever asks waits for ever.");
        await Assert.ThrowsAsync<ProcessException>(() => later);
        await Assert.ThrowsAsync<ProcessException>(() => again);
        _journal.Refuses = static _ => false;
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => before);
    }

    private async Task FailsToBeKilledAsync(AgentProcess agent)
    {
        _journal.Refuses = static record => record.Kind == JournalRecordKind.Exited;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await agent.KillAsync("not needed"));
    }

    private async Task FailsAsync(JournalRecordKind kind, Func<CancellationToken, ValueTask> order)
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await order(new CancellationToken(canceled: true)));
        _journal.Refuses = record => record.Kind == kind;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await order(default));
        _journal.Refuses = static _ => false;
    }

    private KernelBench Bench() => new(
        new ScriptedChatClient(static (_, _) => ValueTask.FromResult(ScriptedChatClient.Text("done"))),
        builder => builder.AddSingleton<IProcessJournal>(_journal));
}
