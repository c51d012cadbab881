namespace AiOs;

/// <summary>Byte strings by number, one behind the other in pieces of 64 KiB: two bytes each beside their own.</summary>
/// <remarks>
/// What is erased is overwritten at once by what follows it in its piece. Threads: one at a time.
/// </remarks>
internal sealed class RecordSlabs
{
    private const int SlabBytes = 1 << 16; // An offset in one fits 16 bits.
    private const int FirstBytes = 512; // Small stores are many.
    private readonly ChunkedArray<ushort> _offsets = new();
    private Slab[] _slabs = [];
    private int _slabCount;

    /// <summary>Gets how many numbers were given.</summary>
    public int Count => _offsets.Count;

    /// <summary>Gets the bytes with a number; none where they were erased.</summary>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            ref var slab = ref _slabs[FindSlab(number, out int end)];
            return slab.Bytes.AsSpan(_offsets[number], End(slab, number, end) - _offsets[number]);
        }
    }

    /// <summary>Keeps a copy of some bytes, at least one, under the next number.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_slabCount == 0 || _slabs[_slabCount - 1].Used + bytes.Length > SlabBytes)
        {
            Open(bytes.Length);
        }

        ref var slab = ref _slabs[_slabCount - 1];
        int used = slab.Used + bytes.Length;
        if (used > slab.Bytes.Length)
        {
            Array.Resize(ref slab.Bytes, Math.Max(used, Math.Min(SlabBytes, 2 * slab.Bytes.Length)));
        }

        bytes.CopyTo(slab.Bytes.AsSpan(slab.Used));
        _offsets.Add((ushort)slab.Used);
        slab.Used = used;
    }

    /// <summary>Erases the bytes with a number; the number stays used.</summary>
    public void Erase(int number)
    {
        ref var slab = ref _slabs[FindSlab(number, out int end)];
        int start = _offsets[number];
        int next = End(slab, number, end);
        slab.Bytes.AsSpan(next, slab.Used - next).CopyTo(slab.Bytes.AsSpan(start));
        slab.Bytes.AsSpan(slab.Used - (next - start), next - start).Clear();
        slab.Used -= next - start;
        for (int later = number + 1; later < end; later++)
        {
            _offsets[later] -= (ushort)(next - start); // Differences below 2^16 come out right whatever overflows.
        }

        if (slab.Used < slab.Bytes.Length / 2 && end < Count)
        {
            Array.Resize(ref slab.Bytes, slab.Used);
        }
    }

    private int End(in Slab slab, int number, int end) => number + 1 < end ? _offsets[number + 1] : slab.Used;

    private void Open(int length)
    {
        if (_slabCount > 0)
        {
            ref var full = ref _slabs[_slabCount - 1];
            if (full.Bytes.Length - full.Used > SlabBytes / 32)
            {
                Array.Resize(ref full.Bytes, full.Used);
            }
        }

        if (_slabCount == _slabs.Length)
        {
            Array.Resize(ref _slabs, Math.Max(1, _slabCount + (_slabCount / 4) + 1));
        }

        int size = Math.Max(length, _slabCount == 0 ? FirstBytes : SlabBytes);
        _slabs[_slabCount++] = new Slab { Bytes = new byte[size], First = Count };
    }

    // Gives the slab of a number, and the number after the slab's last.
    private int FindSlab(int number, out int end)
    {
        int low = 0;
        int high = _slabCount - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _slabs[middle].First <= number ? (middle, high) : (low, middle - 1);
        }

        end = low + 1 < _slabCount ? _slabs[low + 1].First : Count;
        return low;
    }

    private struct Slab
    {
        public byte[] Bytes;
        public int First;
        public int Used;
    }
}
