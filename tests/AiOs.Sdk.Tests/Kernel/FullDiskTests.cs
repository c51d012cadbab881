using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>What a journal that cannot write leaves behind: an error for who asked, and nobody who waits for ever.</summary>
public sealed class FullDiskTests
{
    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(2); // So that a test that would hang fails.

    private readonly FullJournal _journal = new();

    [Fact]
    public async Task AKilledProcess_IsGoneWithItsChildren_AndIsThereAgainAfterARestart()
    {
        using var client = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("hello")));
        await using (var bench = Bench(client))
        {
            var parent = await bench.Kernel.SpawnAsync(new AgentSpec { Key = "parent" });
            var children = new[] { await bench.Kernel.SpawnChildAsync(parent, new AgentSpec()), await bench.Kernel.SpawnChildAsync(parent, new AgentSpec()) };
            _journal.IsFull = true;
            await Assert.ThrowsAsync<IOException>(() => parent.KillAsync("enough").AsTask().WaitAsync(Forever));
            await parent.KillAsync("enough").AsTask().WaitAsync(Forever); // It has ended: there is nothing left to fail.
            Assert.Empty(bench.Kernel.Processes);
            foreach (var process in children.Append(parent))
            {
                var exit = await process.WaitAsync().WaitAsync(Forever);
                Assert.Equal(ProcessState.Killed, exit.State);
                Assert.IsType<IOException>(exit.Error);
                Assert.Contains("journal", exit.Reason, StringComparison.Ordinal);
            }
        }

        _journal.IsFull = false;
        await using var next = Bench(client);
        var resumed = await next.Services.GetRequiredService<IProcessHistory>().ResumeAsync();
        Assert.Equal(3, resumed.Count);
        Assert.Equal("hello", (await resumed[0].AskAsync("there?")).Text);
    }

    [Fact]
    public async Task AProcessThatEndsWithItsTurn_SaysThatItMayComeBack()
    {
        var journal = new HeldJournal(static record => record.Kind == JournalRecordKind.Exited) { Error = new IOException("no space left on the disk") };
        journal.Release();
        using var client = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("done")));
        await using var bench = new KernelBench(client, builder => builder.AddSingleton<IProcessJournal>(journal));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { IsOneShot = true });
        Assert.Equal("done", (await agent.AskAsync("go")).Text);
        var exit = await agent.WaitAsync().WaitAsync(Forever);
        Assert.Equal((ProcessState.Exited, "done"), (exit.State, exit.Answer!.Text));
        Assert.IsType<IOException>(exit.Error);
        Assert.Empty(bench.Kernel.Processes);
    }

    [Fact]
    public async Task ATurnWhoseEndCannotBeWritten_FailsForEverybody_AndTheProcessGoesOn()
    {
        using var client = new ScriptedChatClient((request, _) =>
        {
            _journal.IsFull = request.Number < 2;
            return ValueTask.FromResult(ScriptedChatClient.Text("hello"));
        });
        await using var bench = Bench(client);
        var agent = (KernelProcess)await bench.Kernel.SpawnAsync(new AgentSpec { Key = "clerk" });
        Assert.Contains("journal", (await Assert.ThrowsAsync<ProcessException>(() => agent.AskAsync("one"))).Message, StringComparison.Ordinal);

        _journal.IsFull = false;
        var posted = new ChatMessage(ChatRole.User, "two") { MessageId = "m2" };
        await agent.PostAsync(new ProcessMessage(ProcessId.Host, posted, SecurityLabel.User));
        await Assert.ThrowsAsync<ProcessException>(() => agent.AskAsync(posted).WaitAsync(Forever)); // Awaits the posted turn's end.

        _journal.IsFull = false;
        Assert.Equal("hello", (await agent.AskAsync("three")).Text);
    }

    [Fact]
    public async Task AnOrderThatCannotBeWritten_DoesNotStand()
    {
        using var client = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("hello")));
        await using var bench = Bench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        _journal.IsFull = true;
        await Assert.ThrowsAsync<IOException>(() => agent.SuspendAsync().AsTask());
        Assert.Equal(ProcessState.Waiting, agent.State);

        _journal.IsFull = false;
        await agent.SuspendAsync();
        var answer = agent.AskAsync("there?");
        _journal.IsFull = true;
        await Assert.ThrowsAsync<IOException>(() => agent.ResumeAsync().AsTask());
        Assert.Equal(ProcessState.Suspended, agent.State);

        _journal.IsFull = false;
        await agent.ResumeAsync();
        Assert.Equal("hello", (await answer.WaitAsync(Forever)).Text);
    }

    [Fact]
    public async Task AMessageTakenBack_IsToldOf_AlsoWhereTheJournalIsNot()
    {
        var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new ScriptedChatClient(async (_, token) =>
        {
            isAsked.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
            return ScriptedChatClient.Text("never");
        });
        await using var bench = Bench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Key = "clerk" });
        using var stop = new CancellationTokenSource();
        var first = agent.AskAsync("one", stop.Token);
        await isAsked.Task;
        var message = new ChatMessage(ChatRole.User, "two") { MessageId = "m2" };
        using var takeBack = new CancellationTokenSource();
        var second = agent.AskAsync(message, takeBack.Token);
        var again = agent.AskAsync(message);
        _journal.IsFull = true;
        await takeBack.CancelAsync();
        await Assert.ThrowsAsync<IOException>(() => second);
        await Assert.ThrowsAsync<OperationCanceledException>(() => again.WaitAsync(Forever));
        _journal.IsFull = false;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    private KernelBench Bench(IChatClient client) => new(client, builder => builder.AddSingleton<IProcessJournal>(_journal));
}
