using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>
/// A whole kernel under a seed: agents that spawn, wait, send, receive and call tools, a model that takes time and fails, a store that
/// fails, a host that asks, posts, holds, kills and starts the kernel again.
/// </summary>
internal sealed class KernelSimulation
{
    private const int Patience = 2_000_000; // Yields without anything happening: far more than any pause of the machine.

    private readonly int _seed;
    private readonly Random _random;
    private readonly ManualTimeProvider _time = new();
    private readonly VirtualSleep _sleep;
    private readonly SimulatedModel _model;
    private readonly WatchingMiddleware _watch;
    private readonly FlakyPageStore _pages;
    private readonly IProcessJournal? _journal;
    private readonly LateJournal? _late; // Then pages end with the program, nobody listens, and turns run ahead of the disk.
    private readonly SchedulerOptions _scheduling;
    private readonly List<Task> _asked = [];
    private readonly Dictionary<string, long> _posted = new(StringComparer.Ordinal);
    private readonly HashSet<long> _killed = [];
    private readonly ConcurrentDictionary<long, int> _answered = [];
    private ServiceProvider? _services;
    private bool _wasRestarted;
    private int _seenLate;

    public KernelSimulation(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _sleep = new VirtualSleep(_time);
        _model = new SimulatedModel(seed, _sleep.SleepAsync);
        _watch = new WatchingMiddleware();
        _pages = new FlakyPageStore(new MemoryPageStore(), seed, faultRate: 0);
        _journal = _random.Next(2) == 0 ? new InMemoryProcessJournal() : null;
        if (_journal is not null && seed / 2 % 2 == 0)
        {
            _journal = _late = new LateJournal(seed);
        }

        _scheduling = new SchedulerOptions
        {
            Discipline = (SchedulingDiscipline)_random.Next(Enum.GetValues<SchedulingDiscipline>().Length),
            MaxConcurrentCalls = _random.Next(1, 4),
            Quantum = _random.Next(2) == 0 ? TimeSpan.FromSeconds(1) : null,
        };
    }

    /// <summary>Gets how many answers were interrupted and gone on with.</summary>
    public int Continuations => _model.Continuations;

    /// <summary>Gets how many effects and answers were looked at while the journal was late.</summary>
    public int SeenLate => _seenLate;

    private IKernel Kernel => _services!.GetRequiredService<IKernel>();

    private List<AgentProcess> Roots => [.. Kernel.Processes.OfType<AgentProcess>().Where(static process => process.ParentId == ProcessId.Host)];

    /// <summary>Runs it, and fails with the seed where something does not hold.</summary>
    public async Task RunAsync()
    {
        Start();
        for (int root = _random.Next(1, 4); root > 0; root--)
        {
            await Kernel.SpawnAsync(Root(root));
        }

        double faultRate = _random.Next(3) == 0 ? 0.02 : 0;
        SetFaultRate(faultRate);
        for (int action = _random.Next(4, 16); action > 0; action--)
        {
            await ActAsync(action, faultRate);
            for (int wakes = _random.Next(6); wakes > 0; wakes--)
            {
                await SettleAsync();
                _sleep.WakeNext();
            }

            Check();
        }

        SetFaultRate(0);
        foreach (var process in Kernel.Processes.OfType<AgentProcess>().Where(static process => process.State == ProcessState.Suspended))
        {
            await ResumeAsync(process);
        }

        await FinishAsync();
        Check();
        await CheckEndAsync(faultRate);
        await _services!.DisposeAsync();
    }

    private static AgentSpec Child { get; } = new() { Instructions = "spawned", Capabilities = ["a"], Budget = new ProcessBudget { Tokens = 200 } };

    private AgentSpec Root(int number) => new()
    {
        Key = $"root{number}", // So that an ended one is kept too, and can be looked at.
        Instructions = $"root{number}",
        Capabilities = ["a", "b"],
        HasProcessTools = true,
        Priority = _random.Next(3),
        Weight = _random.Next(1, 4),
        Budget = new ProcessBudget
        {
            Tokens = _random.Next(3) == 0 ? 600 : 5_000,
            Steps = _random.Next(4) == 0 ? 6 : 100,
            StepsPerTurn = _random.Next(2, 9),
            TurnTime = TimeSpan.FromDays(1),
            Depth = _random.Next(3),
            Children = _random.Next(1, 4),
        },
    };

    private void Start()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        if (_late is null)
        {
            services.AddSingleton<IPageStore>(_pages);
        }

        services.AddSingleton<ISyscallMiddleware>(_watch);
        if (_journal is not null)
        {
            services.AddSingleton<IProcessJournal>(_journal);
        }

        var builder = services.AddAiOs(options => options.Scheduler = _scheduling);
        builder.AddChatClient("model", _model, new ModelManifest { Id = "model", Capabilities = ["assistant-prefix"] });
        builder.AddTool((string what) => "did " + what, "work", configure: Immediate);
        builder.AddTool(string () => throw new InvalidOperationException("It breaks."), "breaks", configure: Immediate);
        builder.AddTool(Pay, "pay", configure: static tool => tool with { IsIdempotent = true, ResultIntegrity = Integrity.ToolTrusted });
        _services = services.BuildServiceProvider();
    }

    // An effect that no record of its own comes before: the answer that it follows from must be durable by now. Which that is, the key
    // says: process-ticks/turn.step.index.
    private string Pay(string what, AIFunctionArguments arguments)
    {
        if (_late is not null)
        {
            long[] numbers = [.. arguments.FindIdempotencyKey()!.Split('-', '/', '.').Where(static part => long.TryParse(part, out _))
                .Select(static part => long.Parse(part, CultureInfo.InvariantCulture))];
            Interlocked.Increment(ref _seenLate);
            bool isDurable = _late.HasOutcome(numbers[0], numbers[^3], (int)numbers[^2]);
            Expect(isDurable, $"{what} was paid before the answer that says so was durable.");
        }

        return "paid " + what;
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            _watch.Problems.Enqueue(otherwise);
        }
    }

    private static ToolDescriptor Immediate(ToolDescriptor tool) =>
        tool with { Effects = ToolEffects.None, ResultIntegrity = Integrity.ToolTrusted, IsImmediate = true };

    private async Task ActAsync(int number, double faultRate)
    {
        var roots = Roots;
        if (roots.Count == 0)
        {
            return;
        }

        var root = roots[_random.Next(roots.Count)];
        try
        {
            switch (_random.Next(16))
            {
                case < 4:
                    _asked.Add(AskAsync(root, $"ask {number}"));
                    break;
                case < 9:
                    await PostAsync(root, $"post {number}");
                    break;
                case < 11:
                    await (root.State == ProcessState.Suspended ? root.ResumeAsync() : root.SuspendAsync());
                    break;
                case 11:
                    _killed.Add(root.Id.Value);
                    await root.KillAsync("the host wants it");
                    break;
                case 12:
                    await Assert.ThrowsAnyAsync<AiOsException>( // By the capability or by a budget: never let through.
                        async () => await Kernel.SpawnChildAsync(root, Child with { Capabilities = ["a", "c"] }));
                    break;
                case 13:
                    await Kernel.SpawnChildAsync(root, Child);
                    break;
                case 14 when _journal is not null && !_wasRestarted:
                    await RestartAsync(faultRate);
                    break;
                default:
                    break;
            }
        }
        catch (Exception e) when (e is ProcessException or ProcessBudgetException or IOException)
        {
            // It ended just before, may have no more children, or the store failed: all of it is told, none of it is wrong.
        }
    }

    private async Task AskAsync(AgentProcess process, string text)
    {
        try
        {
            string answer = (await process.AskAsync(text)).Text;
            Assert.Matches("^(one (two (three (four (five (six )?)?)?)?)?)?$", answer);
            int answers = _answered.AddOrUpdate(process.Id.Value, 1, static (_, count) => count + 1);
            Interlocked.Add(ref _seenLate, _late is null ? 0 : 1);
            Expect(_late is null || _late.AnswersOf(process.Id.Value) >= answers, $"Process {process.Id} answered before the answer was durable.");
        }
        catch (Exception e) when (e is AiOsException or IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // A turn that failed, or whose kernel was shut down, says so.
        }
    }

    private void SetFaultRate(double rate)
    {
        _pages.FaultRate = rate;
        if (_late is not null)
        {
            _late.FaultRate = rate;
        }
    }

    private static async Task ResumeAsync(AgentProcess process)
    {
        try
        {
            await process.ResumeAsync();
        }
        catch (ProcessException)
        {
            Assert.True(((KernelProcess)process).HasEnded); // It was killed, and was on its way out.
        }
    }

    private async Task PostAsync(AgentProcess process, string text)
    {
        await process.PostAsync(new ProcessMessage(ProcessId.Host, new ChatMessage(ChatRole.User, text), SecurityLabel.User));
        _posted.Add(text, process.Id.Value);
    }

    private async Task RestartAsync(double faultRate)
    {
        _wasRestarted = true;
        await _services!.DisposeAsync();
        SetFaultRate(0);
        Start();
        await _services!.GetRequiredService<IProcessHistory>().ResumeAsync();
        SetFaultRate(faultRate);
    }

    // Lets what can happen now happen. An interruption of this thread may cut it short: then time passes a little early.
    private async Task SettleAsync()
    {
        var before = (-1L, -1L);
        for (int quiet = 0; quiet < 4; quiet++)
        {
            await Task.Yield();
            var now = (_watch.Calls, _sleep.Begun);
            quiet = now == before ? quiet : 0;
            before = now;
        }
    }

    private async Task FinishAsync()
    {
        await PumpAsync(Task.WhenAll(_asked));
        for (int waits = 0; waits < Patience && !IsAtRest(); waits++)
        {
            foreach (var process in Kernel.Processes.OfType<KernelProcess>())
            {
                await PumpAsync(process.WhenIdleAsync(default).AsTask());
            }

            await Task.Yield(); // A process whose last turn ended it may still be on its way out.
        }
    }

    private bool IsAtRest() => Kernel.Processes.OfType<KernelProcess>()
        .All(static process => process is { State: ProcessState.Waiting, HasEnded: false } && process.WhenIdleAsync(default).AsTask().IsCompleted);

    private async Task PumpAsync(Task until)
    {
        for (int waits = 0; !until.IsCompleted; waits++)
        {
            Assert.True(waits < Patience, $"Seed {_seed}: nothing happens any more, and not everybody is done.");
            if (_sleep.WakeNext())
            {
                waits = 0;
                await SettleAsync();
                Check();
            }
            else
            {
                await Task.Yield();
            }
        }

        await until;
    }

    private async Task<bool> IsRememberedAsync(AgentProcess process, string text)
    {
        foreach (var entry in process.Memory.Table.List(0, int.MaxValue))
        {
            if ((await _services!.GetRequiredService<IPageStore>().ReadAsync(entry.Id))!.GetText().Contains(text, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private void Check() => Assert.True(_watch.Problems.IsEmpty, $"Seed {_seed}: {string.Join(" ", _watch.Problems.Take(3))}");

    private async Task CheckEndAsync(double faultRate)
    {
        var living = Kernel.Processes.OfType<AgentProcess>().ToList();
        foreach (var process in living)
        {
            bool isAtRest = process.State is ProcessState.Waiting;
            Assert.True(isAtRest, $"Seed {_seed}: {process.Id} is {process.State} with nothing left to do.");
            Assert.True(
                process.ParentId == ProcessId.Host || living.Exists(parent => parent.Id == process.ParentId),
                $"Seed {_seed}: {process.Id} outlived its parent.");
        }

        long counted = _watch.Processes.Values.Sum(static process => process.Usage.Steps);
        Assert.True(
            _wasRestarted ? counted <= _model.Answers : counted == _model.Answers,
            $"Seed {_seed}: {counted} steps were counted, and the model gave {_model.Answers} answers.");
        Assert.All(_watch.Processes.Values, process => Assert.Equal(
            process.Usage.Steps * (SimulatedModel.InputTokens + SimulatedModel.OutputTokens), process.Usage.TotalTokens));
        if (faultRate == 0)
        {
            foreach (var (text, id) in _posted)
            {
                // A turn may fail between receiving a message and showing it: then memory has it.
                bool isThere = living.Find(process => process.Id.Value == id) is not { } process || _model.HasSeen(text)
                    || await IsRememberedAsync(process, text);
                Assert.True(isThere, $"Seed {_seed}: '{text}' to {id} was lost.");
            }
        }
    }
}
