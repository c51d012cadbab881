namespace AiOs;

/// <summary>Settings of a <see cref="FileAuditLog"/>. Immutable; an invalid one cannot be used.</summary>
public sealed record FileAuditLogOptions
{
    /// <summary>
    /// Gets the key of the hash chain: 32 bytes or more; null, the default, for a chain without a key.
    /// </summary>
    /// <remarks>Who lacks the key cannot write a chain anew; without one only the anchors show that somebody did.</remarks>
    public ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>Gets where anchors are kept; null, the default, for nowhere.</summary>
    /// <remarks>Without anchors, records cut off at the end, and a whole log written anew without a key, go unnoticed.</remarks>
    public IAuditAnchorStore? Anchors { get; init; }

    /// <summary>Gets how many records lie between two anchors. Above 0, by default 1: not one record can be cut off unnoticed.</summary>
    public int AnchorInterval { get; init; } = 1;

    /// <summary>Gets a value indicating whether an append waits until the disk has the record. By default yes.</summary>
    /// <remarks>Otherwise a record survives the end of the process, and not that of the machine.</remarks>
    public bool FlushesToDisk { get; init; } = true;

    /// <summary>Gets the longest record, in bytes of its JSON. 256 to 16 MiB, by default 64 KiB.</summary>
    public int MaxRecordBytes { get; init; } = 64 << 10;

    internal FileAuditLogOptions Validated()
    {
        if (Key is { Length: < 32 and var length })
        {
            throw new ArgumentException($"The chain's key has {length} bytes; 32 or more are expected.", nameof(Key));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(AnchorInterval);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRecordBytes, 256);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRecordBytes, 16 << 20);
        return this;
    }
}
