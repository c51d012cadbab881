namespace AiOs;

/// <summary>Settings of the security pipeline. Immutable.</summary>
public sealed record SecurityOptions
{
    /// <summary>
    /// Gets what happens to an outward tool call under untrusted influence: <see cref="SecurityOutcome.Block"/>, the default, or
    /// <see cref="SecurityOutcome.RequireApproval"/>, which asks the host's <see cref="IApprover"/> and blocks where there is none.
    /// </summary>
    public SecurityOutcome UntrustedInfluence { get; init; } = SecurityOutcome.Block;

    /// <summary>
    /// Gets what happens when a tool would send data to others than may read it: <see cref="SecurityOutcome.Block"/>, the
    /// default, or <see cref="SecurityOutcome.RequireApproval"/>.
    /// </summary>
    public SecurityOutcome RestrictedReaders { get; init; } = SecurityOutcome.Block;

    /// <summary>Gets the most records that the audit log in memory keeps; the oldest go first. Above 0, by default 16,384.</summary>
    public int AuditCapacity { get; init; } = 16_384;

    /// <summary>Checks every setting.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    internal SecurityOptions Validated()
    {
        CheckOutcome(UntrustedInfluence, nameof(UntrustedInfluence));
        CheckOutcome(RestrictedReaders, nameof(RestrictedReaders));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(AuditCapacity);
        return this;
    }

    private static void CheckOutcome(SecurityOutcome outcome, string name)
    {
        if (outcome is not (SecurityOutcome.Block or SecurityOutcome.RequireApproval))
        {
            throw new ArgumentException($"{name} is {outcome}, and must be Block or RequireApproval.", name);
        }
    }
}
