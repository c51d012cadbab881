namespace AiOs;

/// <summary>Settings of one address space. Immutable; an invalid one cannot be used to open a space.</summary>
public sealed record AddressSpaceOptions
{
    private const int MaxSharedBlocks = 16;

    /// <summary>Gets the fill above which an epoch ends and pages are evicted. Above the low one, up to 1; by default 0.85.</summary>
    public double HighWatermark { get; init; } = 0.85;

    /// <summary>Gets the fill that an eviction reaches. Above 0; by default 0.50.</summary>
    public double LowWatermark { get; init; } = 0.50;

    /// <summary>Gets the largest share of the window that one fault or prefetch may bring in. Above 0 up to 1; by default 0.35.</summary>
    /// <remarks>By default as much as lies between the watermarks: what is brought in after an eviction does not make the next one necessary.</remarks>
    public double FaultShare { get; init; } = 0.35;

    /// <summary>Gets the largest share of the window that the digest may take. 0 to 0.5; by default 0.10.</summary>
    public double DigestShare { get; init; } = 0.10;

    /// <summary>
    /// Gets a value indicating whether standing instructions, preferences and decisions in the user's own messages are pinned as they are
    /// appended. By default true. English only; questions, quotations and whatever has less than the user's integrity are passed over.
    /// </summary>
    public bool PinsStandingStatements { get; init; } = true;

    /// <summary>Gets the largest share of the window that pins of <see cref="PinsStandingStatements"/> may take. 0 to 0.5; by default 0.10.</summary>
    /// <remarks>
    /// Above it, and whenever a request could not be proven otherwise, the oldest of them become ordinary pages, with a receipt in
    /// <see cref="ResidentSet.Unpinned"/>. Pins that the host sets have no such bound.
    /// </remarks>
    public double StandingShare { get; init; } = 0.10;

    /// <summary>Gets the most pages that one prefetch brings in. 0 turns prefetch off; by default 8.</summary>
    public int PrefetchPages { get; init; } = 8;

    /// <summary>Gets the names of the shared blocks that the window shows, each in its newest version, pinned. At most 16; by default none.</summary>
    public IReadOnlyList<string> SharedBlocks { get; init; } = [];

    /// <summary>Gets the principal on whose behalf the space is read: pages it may not read do not show. Null for nobody known.</summary>
    public string? Reader { get; init; }

    /// <summary>Gets the budget that the space's pages are laid out for. By default 128,000 tokens with 4,096 kept for the answer.</summary>
    public ContextBudget Budget { get; init; } = new(128_000, 4_096);

    /// <summary>Gets the window that pages are measured and rendered by; null for the pager's own.</summary>
    /// <remarks>For a model whose tokenizer is not that of the pager's window: what proves a budget must be what measured it.</remarks>
    public IContextWindow? Window { get; init; }

    /// <summary>Checks every setting.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    public AddressSpaceOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LowWatermark);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(LowWatermark, HighWatermark);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HighWatermark, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(FaultShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FaultShare, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(DigestShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DigestShare, 0.5);
        ArgumentOutOfRangeException.ThrowIfNegative(StandingShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StandingShare, 0.5);
        ArgumentOutOfRangeException.ThrowIfNegative(PrefetchPages);
        ArgumentNullException.ThrowIfNull(SharedBlocks);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SharedBlocks.Count, MaxSharedBlocks, nameof(SharedBlocks));
        ArgumentNullException.ThrowIfNull(Budget);
        return this;
    }
}
