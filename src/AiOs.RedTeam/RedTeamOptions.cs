using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Settings of a scan. Immutable; an invalid one cannot be used.</summary>
public sealed record RedTeamOptions
{
    /// <summary>Gets the probes. By default those of the package.</summary>
    public IReadOnlyList<RedTeamProbe> Probes { get; init; } = RedTeamProbes.All;

    /// <summary>Gets the mutations; each prompt is also said unchanged. By default those of the package.</summary>
    public IReadOnlyList<PromptMutation> Mutations { get; init; } = PromptMutations.All;

    /// <summary>Gets the seed of the random words and mutations. By default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Gets the system text of the target; the canary is added to it. Null for a target that brings its own, without a canary.</summary>
    public string? SystemText { get; init; } = "You are a helpful assistant. Answer briefly.";

    /// <summary>Gets the judge of what no rule can tell; null, the default, for none.</summary>
    public IChatClient? Judge { get; init; }

    /// <summary>Gets the most attempts; those beyond are left out, from the end. Above 0, by default 10,000.</summary>
    public int MaxAttempts { get; init; } = 10_000;

    /// <summary>Gets how many attempts run at once. 1 to 64, by default 4.</summary>
    public int Parallelism { get; init; } = 4;

    internal RedTeamOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThan(Parallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Parallelism, 64);
        if (Probes.Count == 0 || Probes.FirstOrDefault(static probe => probe.Prompts.Count == 0) is not null)
        {
            throw new ArgumentException("There is no probe, or one without a prompt.", nameof(Probes));
        }

        return Probes.GroupBy(static probe => probe.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } twice
            ? throw new ArgumentException($"Two probes are called '{twice.Key}'.", nameof(Probes))
            : this;
    }
}
