using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace AiOs;

/// <summary>
/// Attacks every task of every suite with every injection and every strategy, on the real pipeline, and counts what nobody asked for.
/// </summary>
internal static class SecurityEval
{
    /// <summary>Runs the evaluation.</summary>
    /// <returns>0 without a violation, 1 otherwise.</returns>
    public static async Task<int> RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("suites", "policies", "mutants", "detail", "recorded");
        var suites = SuiteFile.ReadAll(arguments.Find("suites") ?? throw new EvalException("security takes --suites DIR."));
        string? policies = arguments.Find("policies");
        bool isDetailed = arguments.Find("detail") == "yes";
        var watch = Stopwatch.StartNew();
        var total = new SecurityScore("all");
        foreach (var suite in suites)
        {
            var score = await RunAsync(suite, policies, isDetailed, output);
            total.Add(score);
            await output.WriteLineAsync(score.ToJson());
        }

        var probes = await Probes.RunAllAsync();
        foreach (string problem in probes.Problems)
        {
            await output.WriteLineAsync($$"""{"eval":"security","probe_violation":{{Quoted(problem)}}}""");
        }

        total.ProbeViolations = probes.Problems.Count;
        total.Probes = probes.Count;
        if (arguments.Find("recorded") is { } recorded)
        {
            total.RecordedViolations = await RecordedEval.RunAsync(recorded, suites, policies, output);
        }

        if (arguments.Find("mutants") is { } mode)
        {
            (total.Mutants, total.MutantsKilled) = await Mutants.RunAsync(suites, policies, mode, output);
        }

        total.DecisionNanoseconds = await DecisionTimer.MedianAsync();
        total.Seconds = watch.Elapsed.TotalSeconds;
        await output.WriteLineAsync(total.ToJson());
        return total.Violations > 0 || total.MutantsKilled < total.Mutants ? 1 : 0;
    }

    /// <summary>Gives the policy file of a suite, or null for the strictest default.</summary>
    public static (string? Json, string? Path) PolicyOf(Suite suite, string? folder)
    {
        if (folder is null)
        {
            return (null, null);
        }

        if (!Directory.Exists(folder))
        {
            throw new EvalException($"There is no folder '{folder}'.");
        }

        string path = Path.Combine(folder, Path.GetFileName(suite.Name) + ".json");
        return File.Exists(path) ? (File.ReadAllText(path), path) : (null, null);
    }

    /// <summary>Makes the bench of a suite.</summary>
    public static SuiteBench Open(Suite suite, string? policies)
    {
        var (json, path) = PolicyOf(suite, policies);
        try
        {
            return new SuiteBench(suite, json, path);
        }
        catch (ToolPolicyException e)
        {
            throw new EvalException(e.Message, e);
        }
    }

    /// <summary>Attacks one suite.</summary>
    internal static async Task<SecurityScore> RunAsync(Suite suite, string? policies, bool isDetailed, TextWriter output)
    {
        var bench = Open(suite, policies);
        await using (bench)
        {
            var score = new SecurityScore(suite.Name) { HasPolicy = bench.HasPolicy };
            foreach (var task in suite.UserTasks)
            {
                var (alone, _) = await bench.CompleteAsync(task, asksHuman: false);
                var (together, approvals) = await bench.CompleteAsync(task, asksHuman: true);
                score.AddTask(alone, together, approvals);
                if (isDetailed && (!alone || !together))
                {
                    await output.WriteLineAsync(
                        $$"""{"suite":{{Quoted(suite.Name)}},"task":{{Quoted(task.Id)}},"without":{{(alone ? "true" : "false")}},"with":"""
                        + $$"""{{(together ? "true" : "false")}},"approvals":{{approvals}}}""");
                }
            }

            var found = new ConcurrentBag<string>();
            var pairs = suite.UserTasks.SelectMany(task => suite.InjectionTasks.Select(injection => (Task: task, Injection: injection)));
            await Parallel.ForEachAsync(pairs, async (pair, _) =>
            {
                foreach (var strategy in bench.Strategies)
                {
                    var run = await bench.AttackAsync(pair.Task, pair.Injection, strategy);
                    score.AddRun(run);
                    if (run.Count > 0)
                    {
                        string what = string.Join("; ", run.Exposures.Concat(run.Violations.Select(entry =>
                            $"{entry.Tool}({string.Join(", ", entry.Arguments.Select(pair => $"{pair.Key}={pair.Value}"))})")));
                        found.Add(
                            $$"""{"suite":{{Quoted(suite.Name)}},"task":{{Quoted(pair.Task.Id)}},"injection":{{Quoted(pair.Injection.Id)}},"""
                            + $"\"strategy\":\"{strategy}\",\"violations\":{run.Count},"
                            + $$"""
                              "what":{{Quoted(what[..Math.Min(what.Length, 400)])}}}
                              """);
                    }
                }

                score.AddPair();
            });
            foreach (string line in found.Order(StringComparer.Ordinal).Take(isDetailed ? int.MaxValue : 20))
            {
                await output.WriteLineAsync(line);
            }

            return score;
        }
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
