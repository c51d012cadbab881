namespace AiOs;

/// <summary>A scheduler with calls that come and end as a seed says, without a thread in between.</summary>
internal sealed class SchedulerRun(SchedulingDiscipline discipline, ModelLimits limits, Random random)
{
    public const int MaxTokens = 250;

    private readonly ManualTimeProvider _time = new();
    private readonly List<(long Process, int Tokens, Task<IAdmission> Admission)> _waiting = [];
    private readonly List<(IAdmission Admission, long Process, int Tokens)> _running = [];
    private ModelScheduler? _scheduler;

    public List<(TimeSpan Time, long Process, int Tokens)> Admitted { get; } = [];

    public int Asked { get; private set; }

    public int MostAtOnce { get; private set; }

    public int? FixedTokens { get; init; }

    private ModelScheduler Scheduler => _scheduler ??= new ModelScheduler(
        new SchedulerOptions { Discipline = discipline, Models = new Dictionary<string, ModelLimits> { ["m"] = limits } }, _time);

    public double TokensOf(long process) => Admitted.Where(call => call.Process == process).Sum(call => (double)call.Tokens);

    public void Ask(long process, int weight = 1)
    {
        int tokens = FixedTokens ?? random.Next(10, MaxTokens + 1);
        var request = new AdmissionRequest(new ProcessId(process), "m", random.Next(3), tokens) { Weight = weight, StepsBefore = random.Next(20) };
        Asked++;
        _waiting.Add((process, tokens, Scheduler.AdmitAsync(request).AsTask()));
        Collect();
    }

    public void Arrive(int calls, int processes)
    {
        for (int i = 0; i < calls; i++)
        {
            Ask(random.Next(1, processes + 1));
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(2_000)));
            Collect();
            if (random.Next(2) == 0)
            {
                EndOne();
            }
        }
    }

    public void Flood(long process, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            Ask(process);
        }
    }

    public void Backlog(int[] weights, int callsEach)
    {
        for (int call = 0; call < callsEach; call++)
        {
            for (int process = 0; process < weights.Length; process++)
            {
                Ask(process + 1, weights[process]);
            }
        }
    }

    public void EndOne()
    {
        if (_running.Count > 0)
        {
            int index = random.Next(_running.Count);
            var (admission, _, tokens) = _running[index];
            _running.RemoveAt(index);
            admission.Report(tokens);
            admission.Dispose();
            Collect();
        }
    }

    public void Finish()
    {
        for (int i = 0; i < 10_000 && (_waiting.Count > 0 || _running.Count > 0); i++)
        {
            EndOne();
            _time.Advance(TimeSpan.FromSeconds(1));
            Collect();
        }
    }

    // An admission is made on this thread; only its delivery goes over the pool, and that is waited for.
    private void Collect()
    {
        while (_running.Count < Scheduler.CountCalls("m").Running)
        {
            int index = _waiting.FindIndex(call => call.Admission.IsCompleted);
            if (index < 0)
            {
                Thread.Yield();
                continue;
            }

            var (process, tokens, task) = _waiting[index];
            _waiting.RemoveAt(index);
#pragma warning disable xUnit1031 // It has completed: nothing blocks.
            _running.Add((task.GetAwaiter().GetResult(), process, tokens));
#pragma warning restore xUnit1031
            Admitted.Add((_time.GetUtcNow() - new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero), process, tokens));
        }

        MostAtOnce = Math.Max(MostAtOnce, _running.Count);
    }
}
