using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>
/// Times sandboxed Python: a process from its start to the end of its namespaces; a call that starts one and takes its result; a call whose
/// interpreter was started ahead; a warm call of a session; and ending at a limit.
/// </summary>
internal static class SandboxEval
{
    private const string Python = "/usr/bin/python3";

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        int calls = int.Parse(arguments.Find("calls") ?? "20", CultureInfo.InvariantCulture);
        using var sandbox = new BubblewrapSandbox();
        if (sandbox.UnavailableReason is { } reason)
        {
            throw new EvalException(reason);
        }

        await SpareEval.RunAsync(calls, output);
        await TimeCallsAsync(sandbox, calls, output);
        await using var sessions = new PythonSessions(sandbox);
        string session = (await sessions.RunAsync(null, "x = 1")).Handle;
        await PrintAsync(output, "warm", await TimeAsync(calls * 20, () => sessions.RunAsync(session, "x + 1").AsTask()));

        // Children that ignore signals and hold the pipes: the run has ended only when they are gone.
        const string Stubborn = "import os, signal, time\nfor i in range(8):\n  if os.fork() == 0: break\n"
            + "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(60)";
        var limit = TimeSpan.FromMilliseconds(300);
        var kills = await TimeAsync(Math.Max(1, calls / 4), () => RunAsync(sandbox, Stubborn, new SandboxLimits { WallTime = limit }));
        await PrintAsync(output, "kill", [.. kills.Select(milliseconds => milliseconds - limit.TotalMilliseconds)]);
    }

    // One after another, in turn: what disturbs the machine disturbs all of them. The pause is for what a call leaves to be done after it,
    // the end of its sandbox and the start of the next ones.
    private static async Task TimeCallsAsync(BubblewrapSandbox sandbox, int calls, TextWriter output)
    {
        var pause = TimeSpan.FromMilliseconds(200);
        var cold = PythonTool.Create(sandbox, new OutputStore(), new PythonOptions { SpareInterpreters = 0 }).Function;
        var ahead = PythonTool.Create(sandbox, new OutputStore()).Function;
        var program = new AIFunctionArguments { ["code"] = "print(1)" };
        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal) { ["process"] = [], ["cold"] = [], ["ahead"] = [] };
        await ahead.InvokeAsync(program);
        for (int i = 0; i < calls; i++)
        {
            times["process"].Add(await TimeOnceAsync(() => RunAsync(sandbox, "print(1)", new SandboxLimits()), pause));
            times["cold"].Add(await TimeOnceAsync(async () => await cold.InvokeAsync(program), pause));
            times["ahead"].Add(await TimeOnceAsync(async () => await ahead.InvokeAsync(program), pause));
        }

        foreach (var (what, milliseconds) in times)
        {
            await PrintAsync(output, what, [.. milliseconds]);
        }

    }

    private static async Task<double> TimeOnceAsync(Func<Task> call, TimeSpan pause)
    {
        await Task.Delay(pause, TimeProvider.System);
        long started = Stopwatch.GetTimestamp();
        await call();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task RunAsync(ISandbox sandbox, string code, SandboxLimits limits)
    {
        var command = new SandboxCommand { Program = Python, Arguments = ["-I", "-S", "-B", "-"], Limits = limits };
        await sandbox.RunAsync(command, Encoding.UTF8.GetBytes(code));
    }

    private static async Task<double[]> TimeAsync(int calls, Func<Task> call)
    {
        await call(); // Warms up what is loaded and compiled once.
        double[] milliseconds = new double[calls];
        for (int i = 0; i < calls; i++)
        {
            long started = Stopwatch.GetTimestamp();
            await call();
            milliseconds[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return milliseconds;
    }

    private static Task PrintAsync(TextWriter output, string what, double[] milliseconds)
    {
        Array.Sort(milliseconds);
        return output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"eval":"sandbox","what":"{{what}}","calls":{{milliseconds.Length}},"median_ms":"""
            + $$"""{{milliseconds[milliseconds.Length / 2]:F2}},"max_ms":{{milliseconds[^1]:F2}}}"""));
    }
}
