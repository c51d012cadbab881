using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>The overhead of a whole turn beside the model: prefetch, append, prepare, render, the system-call path, append.</summary>
[MemoryDiagnoser]
public class TurnBenchmarks
{
    private const int Turns = 500; // Few beside the pages, so that every turn meets about the same memory.
    private ServiceProvider _services = null!;
    private AgentProcess _agent = null!;
    private ChatMessage[] _questions = [];

    /// <summary>Gets or sets how many pages the memory holds.</summary>
    [Params(100, 10_000)]
    public int Pages { get; set; }

    /// <summary>Gets or sets a value indicating whether they stand in the window, or nearly all were evicted.</summary>
    [Params(true, false)]
    public bool Resident { get; set; }

    [IterationSetup]
    public void Setup()
    {
        var services = new ServiceCollection();
        services.AddAiOs().AddChatClient(
            "instant", new InstantChatClient(), new ModelManifest { Id = "instant", ContextWindowTokens = 8_000_000 });
        _services = services.BuildServiceProvider();
        Run(FillAsync());
        if (_agent.Memory.Table.Statistics.Evictions > 0 == Resident)
        {
            throw new InvalidOperationException("The memory is not in the state that is to be measured.");
        }

        _questions = [.. Enumerable.Range(0, Turns)
            .Select(i => new ChatMessage(ChatRole.User, $"What did we say about harbour{i % 97} and its lighthouse?"))];
    }

    [IterationCleanup]
    public void Cleanup() => Run(_services.DisposeAsync().AsTask());

    [Benchmark(OperationsPerInvoke = Turns)]
    public void Turn() => Run(AskAllAsync());

    private async Task AskAllAsync()
    {
        foreach (var question in _questions)
        {
            await _agent.AskAsync(question);
        }
    }

    private async Task FillAsync()
    {
        var kernel = _services.GetRequiredService<IKernel>();
        _agent = await kernel.SpawnAsync(new AgentSpec
        {
            Memory = new AddressSpaceOptions { Budget = new ContextBudget(Resident ? 8_000_000 : 4_000, 500) },
            Budget = new ProcessBudget { Tokens = long.MaxValue },
        });
        for (int i = 0; i < Pages; i++)
        {
            await _agent.Memory.AppendAsync(
            [
                new PageDraft
                {
                    Messages =
                    [
                        new ChatMessage(
                            ChatRole.User, $"On day {i} we talked about harbour{i % 97}, the weather and the lighthouse{i % 31} on the cliff."),
                    ],
                },
            ]);
            if (i % 64 == 0)
            {
                await _agent.Memory.PrepareAsync(new PrepareRequest(0));
            }
        }

        await _agent.Memory.RecallAsync("harbour", limit: 1);
        await _agent.Memory.PrepareAsync(new PrepareRequest(0));
    }

    // Nothing here waits for anything outside, so a task that is not complete would be a fault of the benchmark.
    private static void Run(Task task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            throw task.Exception ?? (Exception)new InvalidOperationException("The turn waited for something.");
        }
    }
}
