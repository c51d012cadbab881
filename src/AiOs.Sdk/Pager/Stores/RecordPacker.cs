using System.Buffers;
using System.IO.Compression;

namespace AiOs;

/// <summary>Makes records small for memory, and gives them back byte for byte.</summary>
/// <remarks>
/// <para>
/// Most records of a store differ in little but time, key and words: the rest is a shape that is kept once and named by a number. Covered pages
/// are named by their numbers in the store. Words beyond 2 KiB, as of digests, documents and tool results, are compressed by Brotli where that
/// makes them smaller.
/// </para>
/// <para>
/// A packed record: shape + 1, doubled, odd where compressed | ticks (8 bytes) | length of the key | key | covered pages: their count, then number
/// + 1 each, or 0 and 16 bytes for one that is not in the store | where compressed, the length of the rest | the rest. Where shape + 1 is 0, all
/// of the record is rest. Integers are base-128. Threads: one at a time.
/// </para>
/// </remarks>
/// <param name="numbers">The ids of the store: those of pages that summaries cover must stay as long as the summaries.</param>
internal sealed class RecordPacker(PageIdIndex numbers)
{
    private const int MaxShapes = 4_096; // Records of further shapes are kept whole.
    private const int MaxShapeBytes = 1_024;
    private const int MinCompressedBytes = 2_048;
    private const int CompressionQuality = 3; // Of 11: a digest takes about a tenth of a millisecond.
    private const int CompressionWindowBits = 18;
    private readonly Dictionary<byte[], int> _shapeNumbers = new(ByteStringComparer.Instance);
    private readonly List<RecordShape> _shapes = [];
    private readonly List<int> _users = []; // Of each shape: how many records.
    private readonly Stack<int> _free = []; // Shapes of which every record was erased.
    private readonly ArrayBufferWriter<byte> _packed = new(1_024);
    private readonly ArrayBufferWriter<byte> _shape = new(256);

    /// <summary>Packs a record.</summary>
    /// <returns>The packed bytes, until the next call.</returns>
    public ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> record)
    {
        int shape = RecordParts.TryFind(record, out var parts) ? FindOrAddShape(record, parts) : -1;
        var rest = shape < 0 ? record : record[parts.RestStart..];
        byte[]? compressed = TryCompress(rest, out int length);
        _packed.ResetWrittenCount();
        Write(((shape + 1) << 1) | (compressed is null ? 0 : 1));
        if (shape >= 0)
        {
            _packed.Write(record.Slice(RecordParts.TimeStart, RecordParts.TimeBytes));
            var key = record[(parts.KeyStart + sizeof(int))..parts.ReadersStart];
            Write(key.Length);
            _packed.Write(key);
            WriteCovers(record[parts.CoversStart..parts.FormStart]);
        }

        if (compressed is null)
        {
            _packed.Write(rest);
        }
        else
        {
            Write(rest.Length);
            _packed.Write(compressed.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(compressed, clearArray: true);
        }

        return _packed.WrittenSpan;
    }

    /// <summary>Gives the record that was packed, in an array of its own.</summary>
    public byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        var reader = new PackedReader(packed);
        int code = reader.ReadNumber();
        bool isCompressed = (code & 1) != 0;
        if (code >> 1 == 0)
        {
            byte[] whole = new byte[isCompressed ? reader.ReadNumber() : reader.Left];
            reader.ReadRest(isCompressed, whole);
            return whole;
        }

        var shape = _shapes[(code >> 1) - 1];
        var ticks = reader.Take(RecordParts.TimeBytes);
        var key = reader.Take(reader.ReadNumber());
        var afterKey = reader;
        int covers = reader.ReadNumber();
        for (int i = 0; i < covers; i++)
        {
            reader.ReadCovered(numbers);
        }

        int rest = isCompressed ? reader.ReadNumber() : reader.Left;
        int fixedBytes = RecordParts.TimeBytes + sizeof(int) + sizeof(int); // Ticks, and the counts of key and covered pages.
        byte[] record = new byte[shape.Bytes.Length + fixedBytes + key.Length + (covers * PageId.SizeInBytes) + rest];
        var writer = new SpanWriter(record);
        writer.Write(shape.Head);
        writer.Write(ticks);
        writer.Write(shape.Source);
        writer.Write(key.Length);
        writer.Write(key);
        writer.Write(shape.Readers);
        WriteCovers(afterKey, ref writer);
        writer.Write(shape.Form);
        reader.ReadRest(isCompressed, writer.Left);
        return record;
    }

    /// <summary>Tells whether a packed summary covers one of some pages, without unpacking its words.</summary>
    public bool CoversAny(ReadOnlySpan<byte> packed, HashSet<PageId> pages)
    {
        if (packed[0] >> 1 == 0)
        {
            byte[] record = Unpack(packed);
            return Page.Read(PageId.Of(record), record).Covers.Any(pages.Contains);
        }

        var reader = new PackedReader(packed);
        reader.ReadNumber();
        reader.Take(RecordParts.TimeBytes);
        reader.Take(reader.ReadNumber());
        for (int left = reader.ReadNumber(); left > 0; left--)
        {
            if (pages.Contains(reader.ReadCovered(numbers)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets what is kept of a packed record elsewhere, before it is erased: its shape names a source and an author.</summary>
    public void Release(ReadOnlySpan<byte> packed)
    {
        _packed.Clear();
        _shape.Clear();
        int shape = (new PackedReader(packed).ReadNumber() >> 1) - 1;
        if (shape >= 0 && --_users[shape] == 0)
        {
            _shapeNumbers.Remove(_shapes[shape].Bytes);
            _shapes[shape] = default;
            _free.Push(shape);
        }
    }

    private int FindOrAddShape(ReadOnlySpan<byte> record, in RecordParts parts)
    {
        _shape.ResetWrittenCount();
        _shape.Write(record[..RecordParts.TimeStart]);
        _shape.Write(record[(RecordParts.TimeStart + RecordParts.TimeBytes)..parts.KeyStart]);
        int readersStart = _shape.WrittenCount;
        _shape.Write(record[parts.ReadersStart..parts.CoversStart]);
        int formStart = _shape.WrittenCount;
        _shape.Write(record[parts.FormStart..parts.RestStart]);
        var known = _shapeNumbers.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (known.TryGetValue(_shape.WrittenSpan, out int number))
        {
            _users[number]++;
            return number;
        }

        return _shapeNumbers.Count == MaxShapes || _shape.WrittenCount > MaxShapeBytes
            ? -1
            : AddShape(new RecordShape(_shape.WrittenSpan.ToArray(), readersStart, formStart));
    }

    private int AddShape(RecordShape shape)
    {
        if (!_free.TryPop(out int number))
        {
            number = _shapes.Count;
            _shapes.Add(default);
            _users.Add(0);
        }

        _shapes[number] = shape;
        _users[number] = 1;
        _shapeNumbers.Add(shape.Bytes, number);
        return number;
    }

    private static byte[]? TryCompress(ReadOnlySpan<byte> rest, out int length)
    {
        length = 0;
        if (rest.Length < MinCompressedBytes)
        {
            return null;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(rest.Length);
        if (BrotliEncoder.TryCompress(rest, buffer.AsSpan(0, rest.Length), out length, CompressionQuality, CompressionWindowBits))
        {
            return buffer;
        }

        ArrayPool<byte>.Shared.Return(buffer); // It would not get smaller.
        return null;
    }

    private void WriteCovers(ReadOnlySpan<byte> covers)
    {
        covers = covers[sizeof(int)..];
        Write(covers.Length / PageId.SizeInBytes);
        for (; !covers.IsEmpty; covers = covers[PageId.SizeInBytes..])
        {
            var id = covers[..PageId.SizeInBytes];
            int number = numbers.Find(new PageId(id));
            Write(number + 1);
            if (number < 0)
            {
                _packed.Write(id);
            }
        }
    }

    private void WriteCovers(PackedReader reader, ref SpanWriter writer)
    {
        int count = reader.ReadNumber();
        writer.Write(count);
        Span<byte> id = stackalloc byte[PageId.SizeInBytes];
        for (int i = 0; i < count; i++)
        {
            reader.ReadCovered(numbers).CopyTo(id);
            writer.Write(id);
        }
    }

    private void Write(int value)
    {
        uint left = (uint)value;
        for (; left >= 0x80; left >>= 7)
        {
            WriteByte((byte)(left | 0x80));
        }

        WriteByte((byte)left);
    }

    private void WriteByte(byte value)
    {
        _packed.GetSpan(1)[0] = value;
        _packed.Advance(1);
    }
}
