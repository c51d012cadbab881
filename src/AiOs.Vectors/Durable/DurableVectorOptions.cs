namespace AiOs;

/// <summary>When a durable index writes what. Immutable.</summary>
public sealed record DurableVectorOptions
{
    /// <summary>Whether each write is on the disk before it returns, by default true. If not, <see cref="DurableVectorIndex.Flush"/> and
    /// <see cref="DurableVectorIndex.Checkpoint"/> promise it: a killed process loses nothing, a power cut what came after the last of them.</summary>
    public bool FlushEveryWrite { get; init; } = true;

    /// <summary>The length of the log, in bytes, at which a write makes a snapshot and begins a new log. 4,096 to 1 GiB, by default 256 MiB.</summary>
    public long CheckpointBytes { get; init; } = 256L << 20;

    /// <summary>Whether opening reads the whole snapshot and compares its checksums, by default true. The log is always checked.</summary>
    public bool VerifyOnOpen { get; init; } = true;

    internal DurableVectorOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckpointBytes, 4096);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CheckpointBytes, 1L << 30);
        return this;
    }
}
