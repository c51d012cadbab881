using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>Orders that meet each other, or the end of the kernel, halfway.</summary>
public sealed class ProcessOrdersTests
{
    [Fact]
    public async Task ChildrenThatAreBornTogether_AreCountedTogether()
    {
        var journal = new HeldJournal(static record => record.Kind == JournalRecordKind.Spawned && record.Number != ProcessId.Host.Value);
        await using var bench = Bench(journal);
        var root = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { Children = 1 } });
        var first = bench.Kernel.SpawnChildAsync(root, new AgentSpec()).AsTask();
        await journal.Reached;
        var second = bench.Kernel.SpawnChildAsync(root, new AgentSpec()).AsTask();
        journal.Release();
        var child = await first;
        Assert.Equal(nameof(ProcessBudget.Children), (await Assert.ThrowsAsync<ProcessBudgetException>(() => second)).Budget);
        await child.KillAsync("not needed");
        await bench.Kernel.SpawnChildAsync(root, new AgentSpec()); // Its place is free again.
        var fork = await bench.Kernel.ForkAsync(root); // Which is no child of it.
        await Assert.ThrowsAsync<ProcessBudgetException>(async () => await bench.Kernel.ForkAsync(
            bench.Kernel.Processes.First(process => process.ParentId == root.Id))); // Which would be one.
        Assert.Equal(ProcessId.Host, fork.ParentId);
    }

    [Fact]
    public async Task AProcessThatIsBornWhileItsKernelStops_StopsToo()
    {
        var journal = new HeldJournal(static record => record.Kind == JournalRecordKind.Spawned);
        var bench = Bench(journal);
        var kernel = bench.Kernel;
        var spawn = kernel.SpawnAsync(new AgentSpec()).AsTask();
        await journal.Reached;
        await bench.DisposeAsync();
        journal.Release();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => spawn);
        Assert.Empty(kernel.Processes);
    }

    [Fact]
    public async Task WhoeverCallsAKeyedSpawnOff_DoesSoForHimselfAlone()
    {
        var pages = new OncePages();
        using var client = new ScriptedChatClient();
        await using var bench = new KernelBench(client, builder => builder.AddSingleton<IPageStore>(pages));
        using var calledOff = new CancellationTokenSource();
        var spec = new AgentSpec { Key = "k" };
        var first = bench.Kernel.SpawnAsync(spec, calledOff.Token).AsTask();
        await pages.Reached;
        var second = bench.Kernel.SpawnAsync(spec).AsTask();
        using var impatient = new CancellationTokenSource();
        var third = bench.Kernel.SpawnAsync(spec, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.False(first.IsCompleted);
        await calledOff.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Same(await second, await bench.Kernel.SpawnAsync(spec));
    }

    [Fact]
    public async Task AOneShotWhoseTaskIsCalledOff_Exits()
    {
        var isCalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new ScriptedChatClient(async (_, token) =>
        {
            isCalled.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
            return ScriptedChatClient.Text("never");
        });
        await using var bench = new KernelBench(client);
        using var calledOff = new CancellationTokenSource();
        var task = bench.Kernel.RunTaskAsync(new AgentSpec(), "go", cancellationToken: calledOff.Token);
        await isCalled.Task;
        var agent = Assert.IsAssignableFrom<AgentProcess>(Assert.Single(bench.Kernel.Processes));
        await calledOff.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal(ProcessState.Failed, (await agent.WaitAsync()).State);
    }

    [Fact]
    public async Task TheTimeOfATurn_StandsStill_WhileItsProcessIsHeldBack()
    {
        using var client = new ScriptedChatClient(static (_, _) => ValueTask.FromResult(ScriptedChatClient.Text("done")));
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { TurnTime = TimeSpan.FromMinutes(2) } });
        await agent.SuspendAsync();
        var answer = agent.AskAsync("go");
        bench.Time.Advance(TimeSpan.FromHours(1));
        await agent.ResumeAsync();
        Assert.Equal("done", (await answer).Text);
    }

    [Fact]
    public async Task ATurnWithoutALimit_Runs()
    {
        using var client = new ScriptedChatClient(static (_, _) => ValueTask.FromResult(ScriptedChatClient.Text("done")));
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { TurnTime = TimeSpan.MaxValue } });
        Assert.Equal("done", (await agent.AskAsync("go")).Text); // Longer than any timer waits.
    }

    [Fact]
    public async Task ACallThatIsChangedOnItsWay_IsRememberedAsTheModelMadeIt()
    {
        var journal = new InMemoryProcessJournal();
        var got = new List<string>();
        using var client = new ScriptedChatClient(static (request, _) => ValueTask.FromResult(
            request.Messages.Any(static message => message.Role == ChatRole.Tool)
                ? ScriptedChatClient.Text("done")
                : ScriptedChatClient.Calls(KernelBench.Call("c", "send_mail", ("to", "Ann")))));
        KernelBench Bench() => new(client, builder =>
        {
            builder.AddSingleton<IProcessJournal>(journal);
            builder.AddSingleton<ISyscallMiddleware>(new Readdressing());
            builder.AddTool((string to) => got.Add(to), "send_mail");
        });
        List<PageId> pages;
        await using (var first = Bench())
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec());
            await agent.AskAsync("go");
            pages = [.. agent.Memory.Table.List(0, 10).Select(static entry => entry.Id)];
        }

        await using var second = Bench();
        var resumed = Assert.Single(await second.Services.GetRequiredService<IProcessHistory>().ResumeAsync());
        Assert.Equal(["Bob"], got); // Middleware may change a call.
        Assert.Equal(3, pages.Count);
        Assert.Equal(pages, resumed.Memory.Table.List(0, 10).Select(static entry => entry.Id)); // As the journal has it.
    }

    private static KernelBench Bench(IProcessJournal journal) => new(
        new ScriptedChatClient(static (_, _) => ValueTask.FromResult(ScriptedChatClient.Text("done"))),
        builder => builder.AddSingleton(journal));

    /// <summary>Changes the address of every mail, in the arguments that it was given.</summary>
    private sealed class Readdressing : ISyscallMiddleware
    {
        public ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
        {
            if (call is ToolSyscall tool)
            {
                tool.Invocation.Arguments["to"] = "Bob";
            }

            return next(call, cancellationToken);
        }
    }

    /// <summary>A store whose first reading waits until it is called off.</summary>
    private sealed class OncePages : IPageStore
    {
        private readonly MemoryPageStore _inner = new();
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public ValueTask AppendAsync(string space, IReadOnlyList<PageLogEntry> entries, CancellationToken cancellationToken = default) =>
            _inner.AppendAsync(space, entries, cancellationToken);

        public ValueTask<Page?> ReadAsync(PageId id, CancellationToken cancellationToken = default) => _inner.ReadAsync(id, cancellationToken);

        public async IAsyncEnumerable<PageLogEntry> ReplayAsync(
            string space, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (_reached.TrySetResult())
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            await foreach (var entry in _inner.ReplayAsync(space, cancellationToken))
            {
                yield return entry;
            }
        }

        public ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default) =>
            _inner.EraseAsync(ids, cancellationToken);
    }
}
