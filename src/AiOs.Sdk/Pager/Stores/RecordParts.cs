using System.Buffers.Binary;

namespace AiOs;

/// <summary>Where the parts of a page's record lie that <see cref="RecordPacker"/> keeps apart.</summary>
/// <remarks>The format is <c>PageCodec</c>'s. Only positions: a record put together from its parts again is the same bytes.</remarks>
internal ref struct RecordParts
{
    public const int TimeStart = 3; // After version, kind and integrity.
    public const int TimeBytes = sizeof(long);
    public const int SourceStart = TimeStart + TimeBytes + sizeof(short); // The offset of the time is of the shape.
    private const int IntBytes = sizeof(int);
    private const byte PlainText = 0; // The payload's form.

    public int KeyStart;
    public int ReadersStart;
    public int CoversStart;
    public int FormStart;
    public int RestStart;

    /// <summary>Finds the parts of a record.</summary>
    /// <returns>Whether they are all there; one that is not is kept as it came.</returns>
    public static bool TryFind(ReadOnlySpan<byte> record, out RecordParts parts)
    {
        parts = default;
        int at = SourceStart;
        if (!TrySkipBytes(record, ref at))
        {
            return false;
        }

        parts.KeyStart = at;
        if (!TrySkipBytes(record, ref at))
        {
            return false;
        }

        parts.ReadersStart = at;
        if (!TryRead(record, ref at, out int readers))
        {
            return false;
        }

        for (int i = 1; i < readers; i++)
        {
            if (!TrySkipBytes(record, ref at))
            {
                return false;
            }
        }

        parts.CoversStart = at;
        if (!TryRead(record, ref at, out int covers) || covers > (record.Length - at) / PageId.SizeInBytes)
        {
            return false;
        }

        parts.FormStart = at += covers * PageId.SizeInBytes;
        if (at >= record.Length)
        {
            return false;
        }

        bool isPlain = record[at++] == PlainText;
        if (isPlain && !(TrySkipBytes(record, ref at) && TrySkipBytes(record, ref at)))
        {
            return false;
        }

        parts.RestStart = at;
        return true;
    }

    private static bool TrySkipBytes(ReadOnlySpan<byte> record, ref int at)
    {
        if (!TryRead(record, ref at, out int length) || length > record.Length - at)
        {
            return false;
        }

        at += length;
        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> record, ref int at, out int value)
    {
        if (at > record.Length - IntBytes)
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadInt32LittleEndian(record[at..]);
        at += IntBytes;
        return value >= 0;
    }
}
