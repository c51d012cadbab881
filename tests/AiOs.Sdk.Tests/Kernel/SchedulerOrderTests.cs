using Xunit;

namespace AiOs;

/// <summary>
/// The order of admissions against a model without a heap: a list of those that wait, each process's oldest call compared with all others
/// at the time of the choice. Whole seconds and quarters, so that equal standings are equal.
/// </summary>
public sealed class SchedulerOrderTests
{
    private const int Seeds = 200;
    private const string Model = "m";

    [Theory]
    [InlineData(SchedulingDiscipline.Priority)]
    [InlineData(SchedulingDiscipline.Fifo)]
    [InlineData(SchedulingDiscipline.Deadline)]
    public async Task WhoGoesNext_IsWhoStandsHighest(SchedulingDiscipline discipline)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            await RunAsync(discipline, new Random(seed), seed);
        }
    }

    private static async Task RunAsync(SchedulingDiscipline discipline, Random random, int seed)
    {
        var time = new ManualTimeProvider();
        var options = new SchedulerOptions { Discipline = discipline, MaxConcurrentCalls = 1, DefaultDeadline = TimeSpan.FromSeconds(20) };
        var scheduler = new ModelScheduler(options, time);
        int processes = seed % 50 == 0 ? 3_000 : random.Next(1, 8); // Many: then processes that ask no more are forgotten meanwhile.
        var waiting = new List<Call>();
        var served = new Dictionary<long, (double Time, long Number)>();
        long number = 0;
        double now = 0;
        var running = await scheduler.AdmitAsync(new AdmissionRequest(ProcessId.Host, Model, 0, 1));
        number++;
        for (int step = processes > 8 ? 4_000 : 80; step > 0 || waiting.Count > 0; step--)
        {
            switch (step > 0 ? random.Next(5) : 4)
            {
                case < 2:
                    waiting.Add(Ask());
                    break;
                case 2 when waiting.Count > 0:
                    await GiveUpAsync(waiting[random.Next(waiting.Count)]);
                    break;
                case 3:
                    int seconds = random.Next(5);
                    time.Advance(TimeSpan.FromSeconds(seconds));
                    now += seconds;
                    break;
                default:
                    await EndAsync();
                    break;
            }
        }

        running.Dispose();

        Call Ask()
        {
            var request = new AdmissionRequest(new ProcessId(random.Next(1, processes + 1)), Model, random.Next(4), random.Next(1, 100))
            {
                StepsBefore = random.Next(12),
                Deadline = random.Next(3) == 0 ? null : TimeSpan.FromSeconds(random.Next(40)),
            };
            var stop = new CancellationTokenSource();
            return new Call(request, scheduler.AdmitAsync(request, stop.Token).AsTask(), stop, now, ++number);
        }

        async Task GiveUpAsync(Call call)
        {
            waiting.Remove(call);
            await call.Stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Admission);
        }

        async Task EndAsync()
        {
            var expected = waiting.Where(IsOldestOfItsProcess).OrderByDescending(Standing).ThenBy(Turn).FirstOrDefault();
            running.Dispose();
            if (expected is null)
            {
                running = await scheduler.AdmitAsync(new AdmissionRequest(ProcessId.Host, Model, 0, 1));
                number++;
                return;
            }

            var admitted = await Task.WhenAny(waiting.ConvertAll(static call => call.Admission));
            Assert.True(admitted == expected.Admission, $"Seed {seed}: not {expected.Request} that came at {expected.Arrived} goes next, at {now}.");
            running = await admitted;
            waiting.Remove(expected);
            served[expected.Request.Process.Value] = (now, ++number);
        }

        bool IsOldestOfItsProcess(Call call) => waiting.First(other => other.Request.Process == call.Request.Process) == call;

        double Standing(Call call)
        {
            double lastServed = served.TryGetValue(call.Request.Process.Value, out var last) ? last.Time : double.NegativeInfinity;
            return discipline switch
            {
                SchedulingDiscipline.Fifo => -call.Arrived,
                SchedulingDiscipline.Deadline => -(call.Arrived + (call.Request.Deadline ?? options.DefaultDeadline).TotalSeconds),
                _ => call.Request.Priority
                    + ((now - Math.Max(call.Arrived, lastServed)) / options.AgeingInterval.TotalSeconds)
                    + (Math.Min(call.Request.StepsBefore, 8) * options.HeadStart.TotalSeconds / options.AgeingInterval.TotalSeconds),
            };
        }

        // Of two that stand equal: who came first, or by priority who had to wait longest since being served.
        long Turn(Call call) => discipline == SchedulingDiscipline.Priority && served.TryGetValue(call.Request.Process.Value, out var last)
            ? Math.Max(call.Number, last.Number) : call.Number;
    }

    private sealed record Call(AdmissionRequest Request, Task<IAdmission> Admission, CancellationTokenSource Stop, double Arrived, long Number);
}
