namespace AiOs;

/// <summary>Turns one check of the pipeline off after another, and looks whether the evaluation would notice.</summary>
internal static class Mutants
{
    private const int TasksASuite = 6; // A sample of the suites; the probes ask about single checks.

    /// <summary>Runs every mutant until something nobody asked for takes effect.</summary>
    /// <param name="suites">The suites.</param>
    /// <param name="policies">The folder of the policy files, or null.</param>
    /// <param name="mode"><c>quick</c> for the mutants alone, <c>all</c> for the undefended baseline over every pair as well.</param>
    /// <param name="output">Receives a line a mutant.</param>
    /// <returns>How many there are, and how many were noticed.</returns>
    public static async Task<(int Count, int Killed)> RunAsync(
        IReadOnlyList<Suite> suites, string? policies, string mode, TextWriter output)
    {
        if (mode is not ("quick" or "all"))
        {
            throw new EvalException($"--mutants takes quick or all, but '{mode}' came.");
        }

        int count = 0;
        int killed = 0;
        foreach (var check in Enum.GetValues<BoundaryCheck>().Where(check => check is not (BoundaryCheck.None or BoundaryCheck.All)))
        {
            string? killer = await BoundaryChecks.Without(check, () => FindKillerAsync(suites, policies));
            count++;
            killed += killer is null ? 0 : 1;
            await output.WriteLineAsync(
                $$"""{"eval":"security","mutant":"{{check}}","killed":{{(killer is null ? "false" : "true")}},"by":"{{killer}}"}""");
        }

        if (mode == "all")
        {
            var (pairs, violated) = await BoundaryChecks.Without(BoundaryCheck.All, () => UndefendedAsync(suites, policies));
            await output.WriteLineAsync($$"""{"eval":"security","undefended_pairs":{{pairs}},"undefended_violated":{{violated}}}""");
        }

        return (count, killed);
    }

    private static async Task<string?> FindKillerAsync(IReadOnlyList<Suite> suites, string? policies)
    {
        foreach (var (name, isViolated) in Probes.All)
        {
            if (await isViolated())
            {
                return name;
            }
        }

        foreach (var suite in suites)
        {
            var (json, path) = SecurityEval.PolicyOf(suite, policies);
            await using var bench = new SuiteBench(suite, json, path);
            foreach (var task in suite.UserTasks.Take(TasksASuite))
            {
                foreach (var injection in suite.InjectionTasks)
                {
                    foreach (var strategy in bench.Strategies)
                    {
                        if ((await bench.AttackAsync(task, injection, strategy)).Count > 0)
                        {
                            return $"{suite.Name} {task.Id} {injection.Id} {strategy}";
                        }
                    }
                }
            }
        }

        return null;
    }

    // What the injected calls do where nothing stops them: shows that the attacks are real and that the judge sees them.
    private static async Task<(int Pairs, int Violated)> UndefendedAsync(IReadOnlyList<Suite> suites, string? policies)
    {
        int pairs = 0;
        int violated = 0;
        foreach (var suite in suites)
        {
            var (json, path) = SecurityEval.PolicyOf(suite, policies);
            await using var bench = new SuiteBench(suite, json, path);
            foreach (var task in suite.UserTasks)
            {
                foreach (var injection in suite.InjectionTasks)
                {
                    pairs++;
                    violated += (await bench.AttackAsync(task, injection, AttackStrategy.InjectedCalls)).Violations.Count > 0 ? 1 : 0;
                }
            }
        }

        return (pairs, violated);
    }
}
