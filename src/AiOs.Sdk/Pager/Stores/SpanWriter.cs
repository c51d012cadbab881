using System.Buffers.Binary;

namespace AiOs;

/// <summary>Fills a span from its start.</summary>
internal ref struct SpanWriter(Span<byte> room)
{
    /// <summary>Gets what is not filled yet.</summary>
    public Span<byte> Left { get; private set; } = room;

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Left);
        Left = Left[bytes.Length..];
    }

    /// <summary>Writes a count as records have it: four bytes, little-endian.</summary>
    public void Write(int count)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Left, count);
        Left = Left[sizeof(int)..];
    }
}
