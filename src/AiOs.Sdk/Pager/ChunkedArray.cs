using System.Diagnostics;

namespace AiOs;

/// <summary>A growing array in pieces: growing hardly copies, wastes one piece at most, a small one stays small.</summary>
/// <remarks>Threads: one at a time.</remarks>
internal sealed class ChunkedArray<T>
{
    private const int ChunkBits = 12;
    private const int ChunkLength = 1 << ChunkBits;
    private const int FirstLength = 16;

    private T[][] _chunks = [];

    public int Count { get; private set; }

    public ref T this[int index]
    {
        get
        {
            Debug.Assert((uint)index < (uint)Count, "an index within the array");
            return ref _chunks[index >> ChunkBits][index & (ChunkLength - 1)];
        }
    }

    public void Add(T value)
    {
        int chunk = Count >> ChunkBits;
        int offset = Count & (ChunkLength - 1);
        if (chunk == _chunks.Length || offset == _chunks[chunk].Length)
        {
            Grow(chunk);
        }

        _chunks[chunk][offset] = value;
        Count++;
    }

    /// <summary>Gets the elements from one on, as far as they stand in one piece.</summary>
    public ReadOnlySpan<T> PieceFrom(int index)
    {
        int chunk = index >> ChunkBits;
        return _chunks[chunk].AsSpan(index & (ChunkLength - 1), Math.Min(Count, (chunk + 1) << ChunkBits) - index);
    }

    /// <summary>Makes room for elements that the caller writes at once: the next piece, or what is left of it.</summary>
    /// <param name="count">How many are to come; at least one.</param>
    /// <returns>Room for some of them.</returns>
    public Span<T> AddPiece(int count)
    {
        int chunk = Count >> ChunkBits;
        int offset = Count & (ChunkLength - 1);
        int added = Math.Min(count, ChunkLength - offset);
        while (chunk == _chunks.Length || offset + added > _chunks[chunk].Length)
        {
            Grow(chunk);
        }

        Count += added;
        return _chunks[chunk].AsSpan(offset, added);
    }

    // Small spaces are many: the first piece doubles from 16 elements, later ones are whole from the start.
    private void Grow(int chunk)
    {
        if (chunk == 0)
        {
            T[] first = _chunks.Length == 0 ? [] : _chunks[0];
            Array.Resize(ref first, first.Length == 0 ? FirstLength : first.Length * 2);
            _chunks = [first];
            return;
        }

        Array.Resize(ref _chunks, chunk + 1);
        _chunks[chunk] = new T[ChunkLength];
    }
}
