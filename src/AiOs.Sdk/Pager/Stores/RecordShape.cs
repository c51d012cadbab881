namespace AiOs;

/// <summary>What many records have in common, kept once: everything but time, key, covered pages and words.</summary>
/// <param name="Bytes">The parts of the record, one behind the other.</param>
/// <param name="ReadersStart">Where the readers begin.</param>
/// <param name="FormStart">Where the payload's form begins, with role and author of a plain message.</param>
internal readonly record struct RecordShape(byte[] Bytes, int ReadersStart, int FormStart)
{
    /// <summary>Gets version, kind and integrity.</summary>
    public ReadOnlySpan<byte> Head => Bytes.AsSpan(0, RecordParts.TimeStart);

    /// <summary>Gets the offset of the time, and the source.</summary>
    public ReadOnlySpan<byte> Source => Bytes.AsSpan(RecordParts.TimeStart, ReadersStart - RecordParts.TimeStart);

    /// <summary>Gets the readers.</summary>
    public ReadOnlySpan<byte> Readers => Bytes.AsSpan(ReadersStart, FormStart - ReadersStart);

    /// <summary>Gets the payload's form, with role and author of a plain message.</summary>
    public ReadOnlySpan<byte> Form => Bytes.AsSpan(FormStart);
}
