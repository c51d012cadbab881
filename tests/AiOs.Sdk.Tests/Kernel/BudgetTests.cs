using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class BudgetTests
{
    private static readonly UsageDetails Usage = new() { InputTokenCount = 90, OutputTokenCount = 10, TotalTokenCount = 100 };

    [Fact]
    public async Task Tokens_AreExceededByOneStepAtMost_AndThenTheProcessEnds()
    {
        await using var bench = new KernelBench(new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("x", Usage))));
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { Tokens = 250 } });
        for (int i = 0; i < 3; i++)
        {
            await agent.AskAsync("go");
        }

        var error = await Assert.ThrowsAsync<ProcessBudgetException>(() => agent.AskAsync("one more"));
        Assert.Equal(nameof(ProcessBudget.Tokens), error.Budget);
        Assert.Equal(ProcessState.Failed, (await agent.WaitAsync()).State);
        Assert.Equal(300, agent.Usage.TotalTokens);
    }

    [Fact]
    public async Task Cost_IsCountedByTheManifestsPrices()
    {
        var manifest = new ModelManifest { Id = "model", Price = new ModelPrice(Input: 10, CachedInput: 1, Output: 100) };
        await using var bench = new KernelBench(
            new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("x", Usage))), manifest: manifest);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { CostUsd = 0.003m } });
        await agent.AskAsync("one");
        Assert.Equal(0.0019m, agent.Usage.CostUsd);
        await agent.AskAsync("two");
        await Assert.ThrowsAsync<ProcessBudgetException>(() => agent.AskAsync("three"));
    }

    [Theory]
    [InlineData(90, 500, 10)] // Cached tokens beside the input instead of among it.
    [InlineData(90, -500, 10)]
    [InlineData(-90, 0, 10)]
    [InlineData(90, 0, -1_000)]
    public async Task NoNumberOfAProvider_GivesBackWhatWasSpent(long input, long cached, long output)
    {
        var manifest = new ModelManifest { Id = "model", Price = new ModelPrice(Input: 10, CachedInput: 1, Output: 100) };
        var used = new UsageDetails { InputTokenCount = input, CachedInputTokenCount = cached, OutputTokenCount = output };
        await using var bench = new KernelBench(
            new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("x", used))), manifest: manifest);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await agent.AskAsync("go");
        Assert.InRange(agent.Usage.CostUsd, 0.00009m, 0.0019m);
        Assert.InRange(agent.Usage.CachedInputTokens, 0, agent.Usage.InputTokens);
        Assert.InRange(agent.Usage.OutputTokens, 0, 10);
    }

    [Fact]
    public async Task AModelThatNeverAnswers_IsStoppedAfterItsSteps_AndTheProcessLivesOn()
    {
        var client = new ScriptedChatClient((request, _) => ValueTask.FromResult(request.Number < 5
            ? ScriptedChatClient.Calls(KernelBench.Call($"{request.Number}", "recall", ("query", $"again {request.Number}")))
            : ScriptedChatClient.Text("at last")));
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { StepsPerTurn = 5 } });
        var error = await Assert.ThrowsAsync<ProcessBudgetException>(() => agent.AskAsync("loop"));
        Assert.Equal(nameof(ProcessBudget.StepsPerTurn), error.Budget);
        Assert.Equal("at last", (await agent.AskAsync("and?")).Text);
    }

    [Fact]
    public async Task ATurnThatTakesTooLong_IsStopped()
    {
        var called = new TaskCompletionSource();
        var client = new ScriptedChatClient(async (_, token) =>
        {
            called.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
            return ScriptedChatClient.Text("never");
        });
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { TurnTime = TimeSpan.FromMinutes(2) } });
        var turn = KernelBench.RunAsync(agent, "wait");
        await called.Task;
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        var failed = Assert.IsType<TurnFailed>((await turn)[^1]);
        Assert.Equal(nameof(ProcessBudget.TurnTime), Assert.IsType<ProcessBudgetException>(failed.Error).Budget);
    }

    [Fact]
    public async Task ALifeThatIsOver_EndsTheProcess_BetweenTurnsAndInTheMiddleOfOne()
    {
        var called = new TaskCompletionSource();
        bool isQuick = true;
        var client = new ScriptedChatClient(async (_, token) =>
        {
            if (!isQuick)
            {
                called.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(token);
            }

            return ScriptedChatClient.Text("ok");
        });
        await using var bench = new KernelBench(client);
        var spec = new AgentSpec { Budget = new ProcessBudget { LifeTime = TimeSpan.FromMinutes(3) } };
        var between = await bench.Kernel.SpawnAsync(spec);
        var within = await bench.Kernel.SpawnAsync(spec);
        await between.AskAsync("hello");
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        var child = await bench.Kernel.SpawnChildAsync(between, new AgentSpec());
        Assert.Equal(TimeSpan.FromMinutes(1), child.Spec.Budget.LifeTime); // A child's life ends with its parent's at the latest.
        isQuick = false;
        var turn = KernelBench.RunAsync(within, "wait");
        await called.Task;
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        var failed = Assert.IsType<TurnFailed>((await turn)[^1]);
        var late = await Assert.ThrowsAsync<ProcessBudgetException>(() => between.AskAsync("and now?"));
        Assert.All(
            [Assert.IsType<ProcessBudgetException>(failed.Error), late], error => Assert.Equal(nameof(ProcessBudget.LifeTime), error.Budget));
        Assert.Equal(ProcessState.Failed, (await within.WaitAsync()).State);
        Assert.Equal(ProcessState.Failed, (await between.WaitAsync()).State);
        Assert.Equal(ProcessState.Killed, (await child.WaitAsync()).State);
    }

    [Fact]
    public async Task AChild_GetsHalfOfWhatIsLeft_AndWhatItDoesNotUseComesBack()
    {
        await using var bench = new KernelBench(new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("x", Usage))));
        var parent = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { Tokens = 1_000, Steps = 10 } });
        var child = await bench.Kernel.SpawnChildAsync(parent, new AgentSpec());
        var second = await bench.Kernel.SpawnChildAsync(parent, new AgentSpec { Budget = new ProcessBudget { Tokens = 50 } });
        Assert.Equal((500, 5), (child.Spec.Budget.Tokens, child.Spec.Budget.Steps));
        Assert.Equal((50, 2), (second.Spec.Budget.Tokens, second.Spec.Budget.Steps));
        for (int i = 0; i < 5; i++)
        {
            await child.AskAsync("go");
        }

        await Assert.ThrowsAsync<ProcessBudgetException>(() => child.AskAsync("one more"));
        await child.WaitAsync();
        await second.KillAsync("not needed");
        var third = await bench.Kernel.SpawnChildAsync(parent, new AgentSpec());
        Assert.Equal((250, 2), (third.Spec.Budget.Tokens, third.Spec.Budget.Steps));
    }

    [Fact]
    public async Task DepthAndChildren_AreLimited()
    {
        await using var bench = new KernelBench(new ScriptedChatClient());
        var root = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { Depth = 1, Children = 2 } });
        var child = await bench.Kernel.SpawnChildAsync(root, new AgentSpec());
        var deeper = await Assert.ThrowsAsync<ProcessBudgetException>(async () => await bench.Kernel.SpawnChildAsync(child, new AgentSpec()));
        Assert.Equal(nameof(ProcessBudget.Depth), deeper.Budget);
        await bench.Kernel.SpawnChildAsync(root, new AgentSpec());
        var more = await Assert.ThrowsAsync<ProcessBudgetException>(async () => await bench.Kernel.SpawnChildAsync(root, new AgentSpec()));
        Assert.Equal(nameof(ProcessBudget.Children), more.Budget);
    }
}
