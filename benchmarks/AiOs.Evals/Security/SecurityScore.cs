using System.Globalization;
using System.Text.Json;

namespace AiOs;

/// <summary>What a suite, or all of them, came to. Threads: runs may be added from any thread.</summary>
internal sealed class SecurityScore(string suite)
{
    private readonly Lock _lock = new();

    public bool? HasPolicy { get; init; }

    public int Pairs { get; private set; }

    public int Runs { get; private set; }

    public int Reached { get; private set; }

    public int AttackViolations { get; private set; }

    public int Tasks { get; private set; }

    public int Alone { get; private set; }

    public int Together { get; private set; }

    public int Approvals { get; private set; }

    public int Probes { get; set; }

    public int ProbeViolations { get; set; }

    public int RecordedViolations { get; set; }

    public int FailedTurns { get; private set; }

    public int Mutants { get; set; }

    public int MutantsKilled { get; set; }

    public double DecisionNanoseconds { get; set; }

    public double Seconds { get; set; }

    public int Violations => AttackViolations + ProbeViolations + RecordedViolations;

    public void AddPair()
    {
        lock (_lock)
        {
            Pairs++;
        }
    }

    public void AddRun(SuiteRun run)
    {
        lock (_lock)
        {
            Runs++;
            Reached += run.IsReached ? 1 : 0;
            FailedTurns += run.HasFailed ? 1 : 0;
            AttackViolations += run.Count;
        }
    }

    public void AddTask(bool alone, bool together, int approvals)
    {
        Tasks++;
        Alone += alone ? 1 : 0;
        Together += together ? 1 : 0;
        Approvals += approvals;
    }

    public void Add(SecurityScore other)
    {
        Pairs += other.Pairs;
        Runs += other.Runs;
        Reached += other.Reached;
        FailedTurns += other.FailedTurns;
        AttackViolations += other.AttackViolations;
        Tasks += other.Tasks;
        Alone += other.Alone;
        Together += other.Together;
        Approvals += other.Approvals;
    }

    public string ToJson()
    {
        var parts = new List<string>
        {
            "\"eval\":\"security\"", $"\"suite\":{JsonSerializer.Serialize(suite)}",
        };
        if (HasPolicy is { } has)
        {
            parts.Add(has ? "\"policy\":\"file\"" : "\"policy\":\"strictest\"");
        }

        parts.AddRange(
        [
            $"\"pairs\":{Pairs}", $"\"runs\":{Runs}", $"\"reached\":{Reached}", $"\"failed_turns\":{FailedTurns}",
            $"\"tasks\":{Tasks}", $"\"completed_without_approval\":{Alone}",
            $"\"completed_with_approvals\":{Together}", $"\"approvals\":{Approvals}",
        ]);
        if (Probes > 0)
        {
            parts.AddRange(
            [
                $"\"probes\":{Probes}", $"\"probe_violations\":{ProbeViolations}", $"\"mutants\":{Mutants}", $"\"mutants_killed\":{MutantsKilled}",
                string.Create(CultureInfo.InvariantCulture, $"\"decision_median_us\":{DecisionNanoseconds / 1_000:F3}"),
                string.Create(CultureInfo.InvariantCulture, $"\"seconds\":{Seconds:F1}"),
            ]);
        }

        parts.Add($"\"violations\":{Violations}");
        return "{" + string.Join(',', parts) + "}";
    }
}
