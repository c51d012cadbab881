namespace AiOs;

/// <summary>Where recall keeps checkpoints of its indexes, so that a space opens without reading all of its words again. Immutable.</summary>
/// <remarks>
/// A checkpoint is derived: it may be deleted at any time, and one that does not read exactly is passed over. It holds the words of pages, so protect
/// the folder as the pages themselves. An erasure removes the checkpoint of its space before it completes.
/// </remarks>
public sealed record RecallCheckpointOptions
{
    /// <summary>Gets the folder; made when it is not there. One process at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets how many pages must be new before a checkpoint is written again. 1 to 10,000,000, by default 32,768.</summary>
    public int MinNewPages { get; init; } = 32_768;

    /// <summary>Gets which share of the pages must be new besides. 0 to 1, by default 0.1: what is written stays a fixed multiple of what is added.</summary>
    public double MinNewShare { get; init; } = 0.1;

    /// <summary>Gets a value indicating whether the vectors of pages are kept too, where there are any. By default true.</summary>
    /// <remarks>A vector tells much of what its page says. <c>EncryptAtRest</c> leaves vectors out whatever this says.</remarks>
    public bool KeepsVectors { get; init; } = true;

    internal RecallCheckpointOptions Validated()
    {
        ArgumentException.ThrowIfNullOrEmpty(Folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinNewPages, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MinNewPages, 10_000_000);
        ArgumentOutOfRangeException.ThrowIfNegative(MinNewShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MinNewShare, 1);
        return this;
    }
}
