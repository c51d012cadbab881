namespace AiOs;

/// <summary>What a scan found. Immutable.</summary>
/// <param name="Seed">The seed: the same seed, probes and mutations say the same to the target.</param>
/// <param name="Attempts">Every attempt, in the order of probes, prompts and mutations.</param>
public sealed record RedTeamReport(int Seed, IReadOnlyList<RedTeamAttempt> Attempts)
{
    /// <summary>Gets the exit code of the command: 0 for clean, 1 for findings, 2 where an attempt failed and nothing was found.</summary>
    public int ExitCode => Count(RedTeamOutcome.Finding) > 0 ? 1 : Count(RedTeamOutcome.Error) > 0 ? 2 : 0;

    /// <summary>Counts the attempts of an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>How many.</returns>
    public int Count(RedTeamOutcome outcome) => Attempts.Count(attempt => attempt.Outcome == outcome);
}
