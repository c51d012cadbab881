using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Times calls of <c>python</c> with none to four interpreters started ahead, and says what one that waits costs.</summary>
/// <remarks>The settings take turns: what disturbs the machine disturbs all of them.</remarks>
internal static class SpareEval
{
    private const int Rounds = 3;
    private const int Callers = 4;
    private static readonly int[] Spares = [0, 1, 2, 4];
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1); // Enough for every interpreter to wait.
    private static readonly AIFunctionArguments Program = new() { ["code"] = "print(1)" };

    /// <summary>Measures, and prints a line for each figure.</summary>
    /// <param name="calls">How many calls a burst has.</param>
    /// <param name="output">Where lines go.</param>
    public static async Task RunAsync(int calls, TextWriter output)
    {
        var times = new Dictionary<(string What, int Spares), List<double>>();
        for (int round = 0; round < Rounds; round++)
        {
            foreach (int spares in Spares)
            {
                for (int i = 0; i < Math.Max(1, calls / 8); i++)
                {
                    await using var fresh = new BubblewrapSandbox();
                    await Task.Delay(Pause / 4, TimeProvider.System);
                    Add(times, "first", spares, [await TimeAsync(Create(fresh, spares))]);
                }

                await using var sandbox = new BubblewrapSandbox();
                var python = Create(sandbox, spares);
                for (int i = 0; i < spares; i++)
                {
                    await python.InvokeAsync(Program); // Until as many wait as are to.
                }

                await MeasureAsync(python, spares, calls, times);
            }
        }

        foreach (string what in times.Keys.Select(static key => key.What).Distinct().ToArray())
        {
            foreach (int spares in Spares)
            {
                await PrintAsync(output, what, spares, times[(what, spares)]);
            }
        }

        await PrintCostAsync(output);
    }

    private static async Task MeasureAsync(
        AIFunction python, int spares, int calls, Dictionary<(string What, int Spares), List<double>> times)
    {
        for (int i = 0; i < Math.Max(1, calls / 8); i++)
        {
            await Task.Delay(Pause, TimeProvider.System);
            Add(times, "spaced", spares, [await TimeAsync(python)]);
        }

        await Task.Delay(Pause, TimeProvider.System);
        var burst = new List<double>();
        for (int i = 0; i < calls; i++)
        {
            burst.Add(await TimeAsync(python));
        }

        Add(times, "burst", spares, burst);
        Add(times, "burst_first_4", spares, burst.Take(4));
        await Task.Delay(Pause, TimeProvider.System);
        Add(times, "at_once_4", spares, await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => TimeAsync(python)))));
        await Task.Delay(Pause, TimeProvider.System);
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => TimeManyAsync(python, calls / Callers))));
        Add(times, "per_call_of_4_callers", spares, [Stopwatch.GetElapsedTime(started).TotalMilliseconds / (calls / Callers * Callers)]);

    }

    private static AIFunction Create(BubblewrapSandbox sandbox, int spares) =>
        PythonTool.Create(sandbox, new OutputStore(), new PythonOptions { SpareInterpreters = spares }).Function;

    private static void Add(
        Dictionary<(string What, int Spares), List<double>> times, string what, int spares, IEnumerable<double> milliseconds)
    {
        if (!times.TryGetValue((what, spares), out var all))
        {
            times.Add((what, spares), all = []);
        }

        all.AddRange(milliseconds);
    }

    private static async Task TimeManyAsync(AIFunction python, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            await python.InvokeAsync(Program);
        }
    }

    private static async Task<double> TimeAsync(AIFunction python)
    {
        long started = Stopwatch.GetTimestamp();
        await python.InvokeAsync(Program);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task PrintCostAsync(TextWriter output)
    {
        await using var sandbox = new BubblewrapSandbox();
        int[] before = [.. SandboxProcesses.Below(Environment.ProcessId)];
        await Create(sandbox, 1).InvokeAsync(Program);
        await Task.Delay(Pause, TimeProvider.System);
        int[] processes = [.. SandboxProcesses.Below(Environment.ProcessId).Except(before)];
        double memory = processes.Sum(SandboxProcesses.MemoryBytes) / 1e6;
        double processor = processes.Sum(SandboxProcesses.ProcessorMilliseconds);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"eval":"sandbox","what":"spare","processes":{{processes.Length}},"pss_mb":{{memory:F1}},"processor_ms":{{processor:F1}}}"""));
    }

    private static Task PrintAsync(TextWriter output, string what, int spares, List<double> milliseconds)
    {
        milliseconds.Sort();
        return output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"eval":"sandbox","what":"{{what}}","spares":{{spares}},"calls":{{milliseconds.Count}},"median_ms":"""
            + $$"""{{milliseconds[milliseconds.Count / 2]:F2}},"max_ms":{{milliseconds[^1]:F2}}}"""));
    }
}
