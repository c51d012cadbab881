using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>The parts of a turn that could grow with the memory: appending, searching, laying out and rendering.</summary>
[MemoryDiagnoser]
public class PagerBenchmarks
{
    private ServiceProvider _services = null!;
    private IAddressSpace _memory = null!;
    private IContextWindow _window = null!;
    private ContextFrame _frame = null!;
    private int _number;

    private static readonly ContextBudget Budget = new(32_000, 2_000);

    [Params(10_000, 200_000)]
    public int Pages { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var services = new ServiceCollection();
        services.AddAiOs();
        _services = services.BuildServiceProvider();
        _window = _services.GetRequiredService<IContextWindow>();
        _frame = _window.CreateFrame("Answer from memory.", []);
        Run(FillAsync());
    }

    [GlobalCleanup]
    public void Cleanup() => Run(_services.DisposeAsync().AsTask());

    [Benchmark]
    public void Append() => Run(AppendAsync());

    [Benchmark]
    public void PrefetchAndRender() => Run(PrefetchAndRenderAsync());

    private async Task AppendAsync()
    {
        await _memory.AppendAsync([Draft(_number++)]);
        if (_number % 64 == 0)
        {
            await _memory.PrepareAsync(new PrepareRequest(0)); // What an epoch costs is shared by its appends.
        }
    }

    private async Task PrefetchAndRenderAsync()
    {
        var query = new RecallQuery { Text = $"What did Ada say about harbour{_number++ % 997} and the boat in May?", Limit = 8 };
        await _memory.FaultAsync(new FaultRequest { Query = query, IsPrefetch = true });
        var resident = await _memory.PrepareAsync(new PrepareRequest(_frame.Tokens));
        _window.Render(new ContextLayout(Budget, _frame, resident));
    }

    private async Task FillAsync()
    {
        _memory = await _services.GetRequiredService<IPager>().OpenAsync("memory", new AddressSpaceOptions { Budget = Budget });
        for (int i = 0; i < Pages; i++)
        {
            await AppendAsync();
        }

        await PrefetchAndRenderAsync();
    }

    private static PageDraft Draft(int i) => new()
    {
        Messages =
        [
            new ChatMessage(ChatRole.User, $"On day {i} we talked about harbour{i % 997}, boats{i % 89}, the weather and entry{i} of the log.")
            {
                AuthorName = i % 2 == 0 ? "Ada" : "Bob",
            },
        ],
        Time = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(10 * i),
    };

    private static void Run(Task task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            throw task.Exception ?? (Exception)new InvalidOperationException("The pager waited for something.");
        }
    }
}
