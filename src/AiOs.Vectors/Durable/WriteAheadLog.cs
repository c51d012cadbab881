using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AiOs;

/// <summary>Appends operations to a file, each with a number and a checksum.</summary>
/// <remarks>
/// <para>Header of 32 bytes: magic, version, checksum, generation. Records, each a multiple of 8 bytes: int32 length of the payload, CRC-32C of
/// all that follows, int64 number, payload: byte operation, 7 zeros, int64 key, then the vector's floats if it stores one. Operations: 1 stores,
/// 2 removes, 3 stores as part of a batch that goes on with the next record; a batch without its last record does not count.</para>
/// <para>A record that fails its checksum is the torn end of the log only if no whole record follows; else the log is damaged.</para>
/// </remarks>
internal sealed class WriteAheadLog : IDisposable
{
    public const int HeaderBytes = 32;
    private const int Version = 2;
    private const int MaxBytes = 2_000_000_000; // A log is read in one piece.
    private const int RecordHeaderBytes = 16;
    private const int KeyAt = RecordHeaderBytes + 8;
    private const int VectorAt = KeyAt + 8;
    private const byte Stores = 1;
    private const byte Removes = 2;
    private const byte StoresAndGoesOn = 3;

    private readonly IDisk _disk;
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly byte[] _record;
    private bool _isBroken;

    private WriteAheadLog(IDisk disk, SafeFileHandle file, string path, int dimensions, long length)
    {
        _disk = disk;
        _file = file;
        _path = path;
        _record = new byte[RecordBytes(dimensions)];
        Length = length;
    }

    private static ReadOnlySpan<byte> Magic => "AIOSLOG\n"u8;

    /// <summary>Gets the bytes written, header included.</summary>
    public long Length { get; private set; }

    /// <summary>Creates an empty log, durable but for its name.</summary>
    public static WriteAheadLog Create(IDisk disk, string path, long generation, int dimensions)
    {
        var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        RandomAccess.Write(file, Header(generation), 0);
        disk.Flush(file, path);
        return new WriteAheadLog(disk, file, path, dimensions, HeaderBytes);
    }

    /// <summary>Opens a log, hands over its operations in order, and cuts a torn end off.</summary>
    /// <param name="disk">Makes what is written durable.</param>
    /// <param name="path">The file.</param>
    /// <param name="generation">The generation its header must name.</param>
    /// <param name="dimensions">The length of vectors.</param>
    /// <param name="after">The number of the last operation in the snapshot.</param>
    /// <param name="replay">Receives the keys that were stored together and their vectors, or one key and nothing when it was removed.</param>
    /// <param name="recovery">What was found.</param>
    /// <exception cref="VectorFileException">The log is foreign or damaged.</exception>
    public static WriteAheadLog Open(
        IDisk disk, string path, long generation, int dimensions, long after, Action<long[], float[]> replay, out VectorRecovery recovery)
    {
        byte[] bytes = File.ReadAllBytes(path);
        CheckHeader(bytes, generation, path);
        int at = HeaderBytes;
        int end = at; // Of the last operation or batch that is whole.
        long sequence = after;
        long last = after;
        var keys = new List<long>();
        var vectors = new List<float>();
        while (TryRead(bytes, at, dimensions, last + 1, out int length, out long key, out var vector))
        {
            bool goesOn = bytes[at + RecordHeaderBytes] == StoresAndGoesOn;
            keys.Add(key);
            vectors.AddRange(vector);
            last++;
            at += length;
            if (!goesOn)
            {
                replay([.. keys], [.. vectors]);
                keys.Clear();
                vectors.Clear();
                (sequence, end) = (last, at);
            }
        }

        ThrowIfRecordFollows(bytes, at, dimensions, last, path);
        at = end;
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        if (at < bytes.Length)
        {
            RandomAccess.SetLength(file, at);
            disk.Flush(file, path);
        }

        recovery = new VectorRecovery(sequence - after, bytes.Length - at);
        return new WriteAheadLog(disk, file, path, dimensions, at);
    }

    public static int RecordBytes(int dimensions) => (VectorAt + dimensions * sizeof(float) + 7) / 8 * 8;

    /// <summary>Appends an operation.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="key">The key.</param>
    /// <param name="vector">The vector, or nothing when the key is removed.</param>
    /// <param name="flush">Whether it must be durable on return.</param>
    /// <exception cref="VectorFileException">It could not be written; the log is as it was.</exception>
    public void Append(long sequence, long key, ReadOnlySpan<float> vector, bool flush) => Append(sequence, [key], vector, flush);

    /// <summary>Appends operations that count together or not at all.</summary>
    /// <param name="sequence">The number of the first.</param>
    /// <param name="keys">The keys, one or more.</param>
    /// <param name="vectors">Their vectors one after the other, or nothing when the only key is removed.</param>
    /// <param name="flush">Whether they must be durable on return.</param>
    /// <exception cref="VectorFileException">They could not be written; the log is as it was.</exception>
    public void Append(long sequence, ReadOnlySpan<long> keys, ReadOnlySpan<float> vectors, bool flush)
    {
        ThrowIfBroken();
        int dimensions = vectors.Length / keys.Length;
        long bytes = (long)RecordBytes(dimensions) * keys.Length;
        if (Length + bytes > MaxBytes)
        {
            throw new VectorFileException(
                VectorFileFault.WriteFailed,
                _path,
                $"The log {_path} of {Length} bytes cannot take {bytes} more: {MaxBytes} is its limit. Store a large batch in parts; if the log is long "
                + "because no snapshot could be written, make room on the disk, then call Checkpoint.");
        }

        try
        {
            long at = Length;
            for (int i = 0; i < keys.Length; i++)
            {
                byte operation = vectors.IsEmpty ? Removes : i + 1 < keys.Length ? StoresAndGoesOn : Stores;
                var record = Record(sequence + i, operation, keys[i], vectors.Slice(i * dimensions, dimensions));
                RandomAccess.Write(_file, record, at);
                at += record.Length;
            }

            if (flush)
            {
                _disk.Flush(_file, _path);
            }
        }
        catch (Exception error) when (DiskFault.Is(error))
        {
            CutOff(error);
            throw new VectorFileException(
                VectorFileFault.WriteFailed, _path, $"The log {_path} could not be written: {error.Message} The operation was not done.", error);
        }

        Length += bytes;
    }

    /// <summary>Makes everything appended durable.</summary>
    /// <exception cref="VectorFileException">It could not be; the log takes no more writes, because what the disk holds is unknown.</exception>
    public void Flush()
    {
        ThrowIfBroken();
        try
        {
            _disk.Flush(_file, _path);
        }
        catch (Exception error) when (DiskFault.Is(error))
        {
            _isBroken = true;
            throw new VectorFileException(
                VectorFileFault.WriteFailed, _path, $"The log {_path} could not be flushed: {error.Message} Open the index anew.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> Record(long sequence, byte operation, long key, ReadOnlySpan<float> vector)
    {
        int length = RecordBytes(vector.Length);
        Debug.Assert(length <= _record.Length, "made for vectors of this length");
        var record = _record.AsSpan(0, length);
        record.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(record, length - RecordHeaderBytes);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], sequence);
        record[RecordHeaderBytes] = operation;
        BinaryPrimitives.WriteInt64LittleEndian(record[KeyAt..], key);
        MemoryMarshal.AsBytes(vector).CopyTo(record[VectorAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Sum(record));
        return record;
    }

    private static byte[] Header(long generation)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), generation);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), Checksum.Of(header.AsSpan(16)));
        return header;
    }

    private static void CheckHeader(byte[] bytes, long generation, string path)
    {
        if (bytes.Length < HeaderBytes || !bytes.AsSpan(0, HeaderBytes).SequenceEqual(Header(generation)))
        {
            if (!bytes.AsSpan().StartsWith(Magic))
            {
                throw new VectorFileException(VectorFileFault.Foreign, path, $"{path} does not begin as a log of a vector index does. Is it another file?");
            }

            if (bytes.Length >= HeaderBytes)
            {
                VectorFileException.ThrowUnlessVersion(path, "log", BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)), Version, Version);
            }

            throw VectorFileException.Damaged(path, "its header is not the one that was written");
        }
    }

    private static bool TryRead(byte[] bytes, int at, int dimensions, long sequence, out int length, out long key, out float[] vector)
    {
        (length, key, vector) = (0, 0, []);
        if (bytes.Length - at < VectorAt)
        {
            return false;
        }

        var rest = bytes.AsSpan(at);
        int payload = BinaryPrimitives.ReadInt32LittleEndian(rest);
        int vectorBytes = rest[RecordHeaderBytes] is Stores or StoresAndGoesOn ? dimensions * sizeof(float) : 0;
        int expected = (VectorAt + vectorBytes + 7) / 8 * 8;
        if (payload != expected - RecordHeaderBytes || expected > rest.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) != Sum(rest[..expected])
            || BinaryPrimitives.ReadInt64LittleEndian(rest[8..]) != sequence)
        {
            return false;
        }

        length = expected;
        key = BinaryPrimitives.ReadInt64LittleEndian(rest[KeyAt..]);
        vector = MemoryMarshal.Cast<byte, float>(rest.Slice(VectorAt, vectorBytes)).ToArray();
        return true;
    }

    // The length stands before the checksum, so it is added to what is summed.
    private static uint Sum(ReadOnlySpan<byte> record) => Checksum.Finish(Checksum.Add(Checksum.Add(Checksum.Start, record[..4]), record[8..]));

    private static void ThrowIfRecordFollows(byte[] bytes, int from, int dimensions, long sequence, string path)
    {
        for (int at = from + 8; at < bytes.Length; at += 8)
        {
            // Only numbers that may follow are worth a checksum.
            if (bytes.Length - at < VectorAt || BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 8)) is var number && number <= sequence)
            {
                continue;
            }

            if (TryRead(bytes, at, dimensions, number, out _, out _, out _))
            {
                throw VectorFileException.Damaged(path, $"the record at byte {from} does not match its checksum, and whole ones follow it");
            }
        }
    }

    private void CutOff(Exception cause)
    {
        try
        {
            RandomAccess.SetLength(_file, Length);
        }
        catch (Exception error) when (DiskFault.Is(error))
        {
            _isBroken = true;
            throw new VectorFileException(
                VectorFileFault.WriteFailed,
                _path,
                $"The log {_path} could not be written ({cause.Message}) nor restored ({error.Message}). Open the index anew.",
                cause);
        }
    }

    private void ThrowIfBroken()
    {
        if (_isBroken)
        {
            throw new VectorFileException(
                VectorFileFault.WriteFailed, _path, $"An earlier write to {_path} failed and could not be undone. Open the index anew.");
        }
    }
}
