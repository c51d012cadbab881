using System.Diagnostics;

namespace AiOs;

/// <summary>Rows of floats with their keys, in slots: what every index stores. One writer; any number of readers without a lock.</summary>
/// <remarks>
/// <para>A slot's mark is odd while its row may be found, and changes whenever the row is written or dropped. A reader that saw the same odd
/// mark before and after it read a row has read one row, and not parts of two.</para>
/// <para>Growing gives a new store and leaves the old one as it is, for the readers that still hold it.</para>
/// </remarks>
internal sealed unsafe class RowStore
{
    private readonly NativeBlock _vectors;
    private readonly NativeBlock _keys;
    private readonly NativeBlock _marks;
    private KeyTable _table;
    private int _used;
    private int _count;
    private long _version;
    private long _drops;
    private HashSet<int> _unpublished = [];

    public RowStore(int dimensions, int capacity)
        : this(
            dimensions,
            capacity,
            new NativeBlock((long)capacity * StrideFor(dimensions) * sizeof(float)),
            new NativeBlock((long)capacity * sizeof(long)),
            new NativeBlock((long)capacity * sizeof(int)),
            new KeyTable(capacity))
    {
    }

    public RowStore(int dimensions, int capacity, NativeBlock vectors, NativeBlock keys, NativeBlock marks, KeyTable table)
    {
        Dimensions = dimensions;
        Stride = StrideFor(dimensions);
        Capacity = capacity;
        (_vectors, _keys, _marks, _table) = (vectors, keys, marks, table);
        Vectors = (float*)vectors.Pointer;
        Keys = (long*)keys.Pointer;
        Marks = (int*)marks.Pointer;
    }

    /// <summary>Gets what stands for this store where something is remembered about it, without keeping its memory.</summary>
    public object Identity { get; } = new();

    public int Dimensions { get; }

    /// <summary>Gets the floats from one row to the next; those after the vector are zero.</summary>
    public int Stride { get; }

    public int Capacity { get; }

    public float* Vectors { get; }

    public long* Keys { get; }

    public int* Marks { get; }

    /// <summary>Gets the slots handed out so far; those from here on are empty.</summary>
    public int Used => Volatile.Read(ref _used);

    public int Count => Volatile.Read(ref _count);

    /// <summary>Gets a number that changes with every write, for what is remembered about the keys.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Gets a number that changes whenever rows are dropped or moved; odd meanwhile.</summary>
    public long Drops => Volatile.Read(ref _drops);

    public KeyTable Table => Volatile.Read(ref _table);

    public NativeBlock VectorBlock => _vectors;

    public NativeBlock KeyBlock => _keys;

    public NativeBlock MarkBlock => _marks;

    public static int StrideFor(int dimensions) => (dimensions + FloatKernels.Padding - 1) / FloatKernels.Padding * FloatKernels.Padding;

    public float* Row(int slot) => Vectors + (long)slot * Stride;

    public bool IsLive(int slot) => (Volatile.Read(ref Marks[slot]) & 1) != 0;

    /// <summary>Tells a row that links may lead to, since it is live or will be once it is linked, from one that was dropped. Not while another thread
    /// writes or publishes rows.</summary>
    public bool IsStored(int slot) => IsLive(slot) || _unpublished.Contains(slot);

    /// <summary>Gives the slot of a key, or -1.</summary>
    public int Find(long key)
    {
        int slot = Table.Find(key, Keys);
        bool isLive = slot >= 0 && IsLive(slot);
        GC.KeepAlive(this); // A writer may have put a larger store in this one's place.
        return isLive ? slot : -1;
    }

    /// <summary>Starts a change after which something that readers hold may be gone. Ends with <see cref="EndChange"/>.</summary>
    public void BeginChange()
    {
        Debug.Assert((_drops & 1) == 0, "one change at a time");
        Volatile.Write(ref _drops, _drops + 1);
        Interlocked.MemoryBarrier();
    }

    public void EndChange()
    {
        Interlocked.MemoryBarrier();
        Volatile.Write(ref _drops, _drops + 1);
        Touch();
    }

    /// <summary>Gives a slot that no row was ever in.</summary>
    public int TakeFresh()
    {
        Debug.Assert(_used < Capacity, "grow first");
        Volatile.Write(ref _used, _used + 1);
        return _used - 1;
    }

    /// <summary>Writes a row into an empty slot. It can be found by its key after <see cref="Publish"/>.</summary>
    public void Write(int slot, long key, float* vector)
    {
        Debug.Assert(!IsLive(slot), "a row in use is not written over");
        _unpublished.Add(slot);
        Keys[slot] = key;
        Buffer.MemoryCopy(vector, Row(slot), Stride * sizeof(float), Stride * sizeof(float));
    }

    /// <summary>Lets a written row be found. If its key was stored in another slot, that slot is no longer the key's.</summary>
    public void Publish(int slot, bool isNewKey)
    {
        Volatile.Write(ref Marks[slot], Marks[slot] + 1);
        _unpublished.Remove(slot);
        if (Table.IsFull)
        {
            RebuildTable();
        }

        Table.Set(Keys[slot], slot, Keys);
        if (isNewKey)
        {
            Volatile.Write(ref _count, _count + 1);
        }
    }

    /// <summary>Drops a row. Call between <see cref="BeginChange"/> and <see cref="EndChange"/>.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="isMoved">Whether its key has been published in another slot.</param>
    public void Drop(int slot, bool isMoved)
    {
        Debug.Assert((_drops & 1) != 0 && IsLive(slot), "dropped once, within a change");
        if (!isMoved)
        {
            Table.Remove(Keys[slot], Keys);
            Volatile.Write(ref _count, _count - 1);
        }

        Volatile.Write(ref Marks[slot], Marks[slot] + 1);
    }

    /// <summary>Counts a write, so that what was remembered about the keys is looked up again.</summary>
    public void Touch() => Volatile.Write(ref _version, _version + 1);

    public RowStore Grown(int capacity)
    {
        long row = Stride * sizeof(float);
        var grown = new RowStore(
            Dimensions, capacity, _vectors.Grown(capacity * row), _keys.Grown((long)capacity * sizeof(long)), _marks.Grown((long)capacity * sizeof(int)),
            new KeyTable(capacity))
        { _used = _used, _count = _count, _version = _version, _drops = _drops, _unpublished = _unpublished };
        grown.Fill(grown._table);
        return grown;
    }

    /// <summary>Sets what a snapshot remembers of a store whose blocks are filled already.</summary>
    public void Restore(int used, int count)
    {
        _used = used;
        _count = count;
    }

    /// <summary>Puts every live row into an empty table.</summary>
    /// <remarks>A key stands in two live slots while it moves; whoever moves it sets the new one afterwards.</remarks>
    public void Fill(KeyTable table)
    {
        for (int slot = 0; slot < _used; slot++)
        {
            if (IsLive(slot))
            {
                table.Set(Keys[slot], slot, Keys);
            }
        }
    }

    private void RebuildTable()
    {
        var table = new KeyTable(Capacity);
        Fill(table);
        Volatile.Write(ref _table, table);
    }
}
