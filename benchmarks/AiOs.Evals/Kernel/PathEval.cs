using System.Diagnostics;
using System.Globalization;

namespace AiOs;

/// <summary>What the path of a system call takes by itself: a device call that does nothing, through everything that is built in.</summary>
internal static class PathEval
{
    private const int Calls = 50_000;

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("rounds");
        int rounds = arguments.Integers("rounds", "10")[0];
        await using var run = new KernelRun(journal: null, steps: 1);
        var process = (await run.SpawnAsync(1))[0];
        double best = double.MaxValue;
        long bytes = long.MaxValue;
        for (int round = 0; round < rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < Calls; i++)
            {
                var call = new DeviceSyscall(process, SecurityLabel.System, "nothing", static _ => default);
                await run.Kernel.InvokeAsync(call);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalNanoseconds / Calls);
            bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - before) / Calls);
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $$"""{"eval":"path","nsACall":{{best:F0}},"bytesACall":{{bytes}}}"""));
    }
}
