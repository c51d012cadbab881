using System.Diagnostics;
using System.Globalization;

namespace AiOs;

/// <summary>What the kernel costs with many processes and a model that takes no time: steps a second, CPU a step, memory of an idle process.</summary>
internal static class ScaleEval
{
    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("processes", "steps", "turns", "journal");
        int count = arguments.Integers("processes", "10000")[0];
        int steps = arguments.Integers("steps", "8")[0];
        int turns = arguments.Integers("turns", "3")[0];
        string? folder = arguments.Find("journal");
        string? path = folder is null ? null : Path.Combine(folder, $"scale-{Environment.ProcessId}.db");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await using var run = new KernelRun(path, steps);
        var processes = await run.SpawnAsync(count);
        long idle = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;
        await KernelRun.TurnAsync(processes); // Warm: code and files.
        long after = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;
        double best = 0;
        double cpuUs = double.MaxValue;
        long allocated = long.MaxValue;
        double pauseUs = double.MaxValue;
        using var self = Process.GetCurrentProcess();
        for (int turn = 0; turn < turns; turn++)
        {
            self.Refresh();
            var cpu = self.TotalProcessorTime;
            var pause = GC.GetTotalPauseDuration();
            long bytes = GC.GetTotalAllocatedBytes();
            long started = Stopwatch.GetTimestamp();
            await KernelRun.TurnAsync(processes);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            self.Refresh();
            best = Math.Max(best, count * steps / seconds);
            cpuUs = Math.Min(cpuUs, (self.TotalProcessorTime - cpu).TotalMicroseconds / (count * steps));
            allocated = Math.Min(allocated, (GC.GetTotalAllocatedBytes() - bytes) / (count * steps));
            pauseUs = Math.Min(pauseUs, (GC.GetTotalPauseDuration() - pause).TotalMicroseconds / (count * steps));
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"eval":"scale","processes":{{count}},"stepsATurn":{{steps}},"journal":{{(path is null ? "false" : "true")}}"""
                    + $$""","stepsPerS":{{best:F0}},"cpuUsAStep":{{cpuUs:F1}}"""
                    + $$""","allocatedBytesAStep":{{allocated}},"pausedUsAStep":{{pauseUs:F1}}"""
                    + $$""","idleBytes":{{idle}},"bytesAfterOneTurn":{{after}}}"""));
    }
}
