namespace AiOs;

/// <summary>The vectors of all tokens, kept in the file's own number type and widened when one is needed.</summary>
/// <remarks>Half of a small model is this table, of which a text needs a few rows: widening it at load would cost more than it saves.</remarks>
internal sealed class EmbeddingTable
{
    private readonly TensorType _type;
    private readonly byte[] _bytes;
    private readonly int _rowBytes;

    public EmbeddingTable(SafetensorsFile file, string name, int rows, int width)
    {
        TensorEntry entry = file.Entry(name, rows, width);
        _type = entry.Type;
        _rowBytes = (int)(entry.ByteCount / entry.Shape[0]);
        _bytes = GC.AllocateUninitializedArray<byte>((int)entry.ByteCount);
        file.ReadRaw(entry, _bytes);
        file.RequireFinite(entry, _bytes);
        Rows = (int)entry.Shape[0];
    }

    public int Rows { get; }

    public void CopyRow(int row, Span<float> destination) =>
        SafetensorsFile.Widen(_type, _bytes.AsSpan((int)((long)row * _rowBytes), _rowBytes), destination);
}
