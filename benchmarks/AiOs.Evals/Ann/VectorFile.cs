using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>Matrices on disk: int32 rows, int32 columns, then the values row by row, little endian.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Values">Shape [Rows, Columns].</param>
internal sealed record VectorFile(int Rows, int Columns, float[] Values)
{
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Columns, Columns);

    public static VectorFile Read(string path, int limit = int.MaxValue)
    {
        using var stream = File.OpenRead(path);
        Span<byte> header = stackalloc byte[8];
        stream.ReadExactly(header);
        int rows = Math.Min(limit, BinaryPrimitives.ReadInt32LittleEndian(header));
        int columns = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        var values = new float[rows * columns];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return new VectorFile(rows, columns, values);
    }

    /// <summary>Reads the neighbours' rows of a ground truth file, which starts like a matrix of int32.</summary>
    public static (int K, int[] Ids) ReadTruth(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> header = stackalloc byte[8];
        stream.ReadExactly(header);
        int k = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        var ids = new int[BinaryPrimitives.ReadInt32LittleEndian(header) * k];
        stream.ReadExactly(MemoryMarshal.AsBytes(ids.AsSpan()));
        return (k, ids);
    }

    public static void WriteTruth(string path, int k, ReadOnlySpan<int> ids, ReadOnlySpan<float> distances)
    {
        using var stream = File.Create(path);
        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(header, ids.Length / k);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], k);
        stream.Write(header);
        stream.Write(MemoryMarshal.AsBytes(ids));
        stream.Write(MemoryMarshal.AsBytes(distances));
    }
}
