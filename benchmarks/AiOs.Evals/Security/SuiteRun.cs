namespace AiOs;

/// <summary>What one run of a task under attack, or of a clean one, came to.</summary>
/// <param name="Violations">Effects that nobody asked for.</param>
/// <param name="Exposures">What a model saw or said that must never be.</param>
/// <param name="IsReached">Whether the injection reached the model at all.</param>
internal sealed record SuiteRun(IReadOnlyList<LedgerEntry> Violations, IReadOnlyList<string> Exposures, bool IsReached)
{
    /// <summary>Gets a value indicating whether a turn ended in an error: what it did until then counts, and what it would have said is unknown.</summary>
    public bool HasFailed { get; init; }

    public int Count => Violations.Count + Exposures.Count;
}
