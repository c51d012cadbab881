using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AiOs;

/// <summary>Writes and reads the parts of a checkpoint: numbers, texts, and whole arrays as they stand in memory.</summary>
/// <remarks>Arrays are little-endian, as every processor that .NET runs on is.</remarks>
internal sealed class RecallCheckpointStream(Stream stream)
{
    private const int HashBytes = SHA256.HashSizeInBytes;
    private const int BufferBytes = 1 << 20;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Tells whether a stream ends with the hash of all that stands before. Leaves it at its start.</summary>
    public static bool IsWhole(Stream stream)
    {
        long left = stream.Length - HashBytes;
        if (left < 0)
        {
            return false;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        for (stream.Position = 0; left > 0;)
        {
            int count = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (count == 0)
            {
                break; // Somebody cut it meanwhile: the hash will not fit.
            }

            hash.AppendData(buffer, 0, count);
            left -= count;
        }

        int tail = stream.ReadAtLeast(buffer.AsSpan(0, HashBytes), HashBytes, throwOnEndOfStream: false);
        bool isWhole = hash.GetHashAndReset().AsSpan().SequenceEqual(buffer.AsSpan(0, tail));
        ArrayPool<byte>.Shared.Return(buffer);
        stream.Position = 0;
        return isWhole;
    }

    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        _hash.AppendData(bytes);
        stream.Write(bytes);
    }

    public void Write<T>(T value)
        where T : unmanaged => Write(new ReadOnlySpan<T>(in value));

    public void Write<T>(ChunkedArray<T> values)
        where T : unmanaged
    {
        for (int start = 0; start < values.Count;)
        {
            var piece = values.PieceFrom(start);
            Write(piece);
            start += piece.Length;
        }
    }

    public void Write(string text)
    {
        Write(text.Length);
        Write<char>(text); // As it stands: a name may hold half a surrogate pair, and two such names may differ in nothing else.
    }

    /// <summary>Writes the hash of all that was written.</summary>
    public void End()
    {
        stream.Write(_hash.GetHashAndReset());
        _hash.Dispose();
    }

    public void Read<T>(Span<T> values)
        where T : unmanaged => stream.ReadExactly(MemoryMarshal.AsBytes(values));

    public T Read<T>()
        where T : unmanaged
    {
        T value = default;
        Read(new Span<T>(ref value));
        return value;
    }

    public T[] ReadArray<T>(int count)
        where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(count);
        Read<T>(values);
        return values;
    }

    public void Read<T>(ChunkedArray<T> values, int count)
        where T : unmanaged
    {
        while (count > 0)
        {
            var piece = values.AddPiece(count);
            Read(piece);
            count -= piece.Length;
        }
    }

    public string ReadString() => new(ReadArray<char>(Read<int>()));
}
