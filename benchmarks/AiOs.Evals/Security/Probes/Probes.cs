namespace AiOs;

/// <summary>Questions that the suites do not ask: each isolates one check of the boundary on the real pipeline.</summary>
internal static class Probes
{
    public static IReadOnlyList<(string Name, Func<Task<bool>> IsViolated)> All { get; } =
        [.. LoopProbes.All, .. PlanProbes.All, .. MonitorProbes.All];

    /// <summary>Asks all of them.</summary>
    /// <returns>How many there are, and the names of those whose answer is a violation.</returns>
    public static async Task<(int Count, List<string> Problems)> RunAllAsync()
    {
        var problems = new List<string>();
        foreach (var (name, isViolated) in All)
        {
            if (await isViolated())
            {
                problems.Add(name);
            }
        }

        return (All.Count, problems);
    }
}
