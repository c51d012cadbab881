using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>What the kernel itself costs: a system call's path without work in it, and a step with its tool call and its page.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private const int Turns = 200;
    private const int Steps = 8;
    private ServiceProvider _services = null!;
    private AgentProcess _agent = null!;
    private IKernel _kernel = null!;

    [IterationSetup]
    public void Setup()
    {
        var services = new ServiceCollection();
        services.AddAiOs()
            .AddChatClient("instant", new TickingChatClient(Steps), new ModelManifest { Id = "instant", ContextWindowTokens = 8_000_000 })
            .AddTool(static () => "tock", "tick", configure: static tool => tool with
            {
                Effects = ToolEffects.None,
                ResultIntegrity = Integrity.ToolTrusted,
                IsImmediate = true,
            });
        _services = services.BuildServiceProvider();
        _kernel = _services.GetRequiredService<IKernel>();
        var budget = new ProcessBudget { Tokens = long.MaxValue, RepeatedCalls = 1_000, Steps = int.MaxValue };
        Run(SpawnAsync(new AgentSpec { Budget = budget }));
        Run(TurnAsync(1));
        if (_agent.Usage.Steps != Steps || _agent.Usage.ToolCalls != Steps - 1)
        {
            throw new InvalidOperationException("A turn is not what is to be measured.");
        }
    }

    [IterationCleanup]
    public void Cleanup() => Run(_services.DisposeAsync().AsTask());

    /// <summary>Through telemetry, budgets, security, scheduler and back, with nothing at the end.</summary>
    [Benchmark(OperationsPerInvoke = 10_000, Baseline = true)]
    public async Task Path()
    {
        for (int i = 0; i < 10_000; i++)
        {
            await _kernel.InvokeAsync(new DeviceSyscall(_agent, SecurityLabel.System, "nothing", static _ => default));
        }
    }

    /// <summary>Prepare, render, model call, tool call, page: without a journal.</summary>
    [Benchmark(OperationsPerInvoke = Turns * Steps)]
    public Task Step() => TurnAsync(Turns);

    // Nothing here waits for anything outside, so a task that is not complete would be a fault of the benchmark.
    private static void Run(Task task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            throw task.Exception ?? (Exception)new InvalidOperationException("It waited for something.");
        }
    }

    private async Task SpawnAsync(AgentSpec spec) => _agent = await _kernel.SpawnAsync(spec);

    private async Task TurnAsync(int turns)
    {
        for (int i = 0; i < turns; i++)
        {
            await _agent.AskAsync("go");
        }
    }
}
