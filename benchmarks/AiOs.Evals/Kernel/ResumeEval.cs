using System.Diagnostics;
using System.Globalization;

namespace AiOs;

/// <summary>How long a kernel takes to go on with many processes of a journal whose kernel is gone.</summary>
internal static class ResumeEval
{
    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("processes", "steps", "turns", "journal");
        int count = arguments.Integers("processes", "10000")[0];
        int steps = arguments.Integers("steps", "4")[0];
        int turns = arguments.Integers("turns", "2")[0];
        string folder = arguments.Find("journal") ?? throw new EvalException("resume needs --journal FOLDER.");
        string path = Path.Combine(folder, $"resume-{Environment.ProcessId}.db");
        await using (var first = new KernelRun(path, steps))
        {
            var processes = await first.SpawnAsync(count);
            for (int turn = 0; turn < turns; turn++)
            {
                await KernelRun.TurnAsync(processes);
            }
        }

        long started = Stopwatch.GetTimestamp();
        await using var second = new KernelRun(path, steps);
        var resumed = await second.History.ResumeAsync();
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (resumed.Count != count || resumed[0].Usage.Steps != turns * steps)
        {
            throw new EvalException($"{resumed.Count} of {count} processes went on.");
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"eval":"resume","processes":{{count}},"turns":{{turns}},"stepsATurn":{{steps}}"""
                    + $$""","seconds":{{seconds:F2}},"journalMiB":{{new FileInfo(path).Length / 1048576.0:F1}}}"""));
    }
}
