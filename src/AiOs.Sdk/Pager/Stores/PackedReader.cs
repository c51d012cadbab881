using System.IO.Compression;

namespace AiOs;

/// <summary>Reads a record that <see cref="RecordPacker"/> packed.</summary>
internal ref struct PackedReader(ReadOnlySpan<byte> packed)
{
    private ReadOnlySpan<byte> _left = packed;

    /// <summary>Gets the number of bytes that are left.</summary>
    public readonly int Left => _left.Length;

    public int ReadNumber()
    {
        uint value = 0;
        for (int shift = 0; ; shift += 7)
        {
            uint digit = Take(1)[0];
            value |= (digit & 0x7f) << shift;
            if (digit < 0x80)
            {
                return (int)value;
            }
        }
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    /// <summary>Reads a covered page.</summary>
    /// <param name="numbers">The ids of the store.</param>
    public PageId ReadCovered(PageIdIndex numbers) =>
        ReadNumber() is > 0 and var number ? numbers[number - 1] : new PageId(Take(PageId.SizeInBytes));

    /// <summary>Reads all that is left.</summary>
    public readonly void ReadRest(bool isCompressed, Span<byte> rest)
    {
        if (!isCompressed)
        {
            _left.CopyTo(rest);
        }
        else if (!BrotliDecoder.TryDecompress(_left, rest, out int written) || written != rest.Length)
        {
            throw new InvalidOperationException("A compressed record does not open."); // Memory itself is damaged.
        }
    }
}
