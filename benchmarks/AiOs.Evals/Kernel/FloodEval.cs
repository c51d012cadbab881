using System.Globalization;

namespace AiOs;

/// <summary>How long the calls of 63 agents wait while one process keeps many calls waiting at once, by discipline, in virtual time.</summary>
internal static class FloodEval
{
    private const int Agents = 63;
    private const int Calls = 8;
    private const int Slots = 16;
    private const double Sigma = 0.8;

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("outstanding", "seeds");
        int seeds = arguments.Integers("seeds", "5")[0];
        foreach (int outstanding in arguments.Integers("outstanding", "64"))
        {
            foreach (var discipline in Enum.GetValues<SchedulingDiscipline>())
            {
                double wait = 0;
                for (int seed = 0; seed < seeds; seed++)
                {
                    wait += await MeanWaitAsync(discipline, new Latencies(seed, Sigma), outstanding);
                }

                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"eval":"flood","discipline":"{{discipline}}","agents":{{Agents}},"outstanding":{{outstanding}}"""
                    + $$""","seeds":{{seeds}},"meanWaitS":{{wait / seeds:F2}}}"""));
            }
        }
    }

    private static async Task<double> MeanWaitAsync(SchedulingDiscipline discipline, Latencies latencies, int outstanding)
    {
        var time = new ManualTimeProvider();
        var calls = new VirtualCalls(time);
        var scheduler = new ModelScheduler(new SchedulerOptions { MaxConcurrentCalls = Slots, Discipline = discipline }, time);
        int done = 0;
        int total = Agents + outstanding;
        double waited = 0;
        var waitLock = new Lock();
        var tasks = new List<Task>();

        // The flood is there first, and goes on until the last of the others has ended.
        for (int i = 0; i < outstanding; i++)
        {
            int line = i;
            tasks.Add(RunAsync(new ProcessId(1), 1_000 + line, () => Volatile.Read(ref done) < Agents));
        }

        for (int i = 0; i < Agents; i++)
        {
            int left = Calls;
            tasks.Add(RunAsync(new ProcessId(2 + i), i, () => left-- > 0));
        }

        await calls.RunAsync(() =>
        {
            var (running, waiting) = scheduler.CountCalls("model");
            return running == calls.Running && running + waiting + Volatile.Read(ref done) == total;
        });
        await Task.WhenAll(tasks);
        return waited / (Agents * Calls);

        async Task RunAsync(ProcessId process, int agent, Func<bool> goesOn)
        {
            for (int call = 0; goesOn(); call++)
            {
                var asked = calls.Now;

                // The agents' calls are the steps of one turn each, as the kernel tells it; the flood is single calls.
                var request = new AdmissionRequest(process, "model", 0, 1_000) { StepsBefore = process.Value > 1 ? call : 0 };
                using var admission = await scheduler.AdmitAsync(request);
                if (process.Value > 1)
                {
                    lock (waitLock)
                    {
                        waited += (calls.Now - asked).TotalSeconds;
                    }
                }

                await calls.CallAsync(latencies.Of(agent, call));
                admission.Report(1_000);
            }

            Interlocked.Increment(ref done);
        }
    }
}
