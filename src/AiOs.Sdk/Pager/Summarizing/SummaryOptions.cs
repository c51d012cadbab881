namespace AiOs;

/// <summary>Settings of the summaries that a pager has made in the background. Immutable; invalid ones cannot be registered.</summary>
public sealed record SummaryOptions
{
    /// <summary>Gets the most tokens of one summary. 8 to 8,192, by default 192.</summary>
    public int MaxTokens { get; init; } = 192;

    /// <summary>Gets the most pages that one summary covers. 1 to 256, by default 32.</summary>
    public int MaxPages { get; init; } = 32;

    /// <summary>Gets how many summaries of one memory may wait to be made or kept; what is beyond waits for a later epoch. 1 to 1,024, by default 32.</summary>
    public int MaxPending { get; init; } = 32;

    /// <summary>Gets how often one summary is tried before its pages are left without, until the memory is opened again. 1 to 100, by default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    internal SummaryOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTokens, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxTokens, 8_192);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPages, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPages, 256);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPending, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPending, 1_024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxAttempts, 100);
        return this;
    }
}
