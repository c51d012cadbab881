using System.Numerics;

namespace AiOs;

/// <summary>Finds the slot of a key: open addressing with linear probing, read without a lock beside one writer.</summary>
/// <remarks>Holds slots only, 4 bytes each; the key itself is compared where it stands. Replaced as a whole when it fills up.</remarks>
internal sealed unsafe class KeyTable
{
    private const int Empty = 0; // What fresh memory holds; slots are stored plus one.
    private const int Removed = -1;

    private readonly NativeBlock _block;
    private readonly int* _entries;
    private readonly int _mask;
    private readonly int _capacity; // Slots from here on come from a damaged file, and are not looked at.
    private int _occupied; // Slots and removals: what a probe cannot stop at.

    public KeyTable(int capacity)
        : this(new NativeBlock(EntriesFor(capacity) * sizeof(int)), EntriesFor(capacity), 0, capacity)
    {
    }

    public KeyTable(NativeBlock block, long entries, int occupied, int capacity)
    {
        _block = block;
        _entries = (int*)block.Pointer;
        _mask = (int)(entries - 1);
        _occupied = occupied;
        _capacity = capacity;
    }

    public NativeBlock Block => _block;

    public int Occupied => _occupied;

    /// <summary>Whether one more key would make probes long.</summary>
    public bool IsFull => _occupied >= _mask - (_mask >> 3);

    public static long EntriesFor(int capacity) => (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(16, capacity + capacity / 3L));

    /// <summary>Gives the slot of a key, or -1.</summary>
    public int Find(long key, long* keys)
    {
        int slot = Probe(key, keys);
        GC.KeepAlive(this); // A writer may have put another table in this one's place.
        return slot;
    }

    /// <summary>Points a key at a slot: a new key, or a stored one that moves. The slot must hold the key already.</summary>
    public void Set(long key, int slot, long* keys)
    {
        int free = -1;
        for (int at = Home(key); ; at = (at + 1) & _mask)
        {
            int entry = _entries[at];
            if (entry == Empty)
            {
                _occupied += free < 0 ? 1 : 0;
                Volatile.Write(ref _entries[free < 0 ? at : free], slot + 1);
                return;
            }

            if (entry == Removed)
            {
                free = free < 0 ? at : free;
            }
            else if (keys[entry - 1] == key)
            {
                Volatile.Write(ref _entries[at], slot + 1);
                return;
            }
        }
    }

    public void Remove(long key, long* keys)
    {
        for (int at = Home(key); _entries[at] != Empty; at = (at + 1) & _mask)
        {
            if (_entries[at] != Removed && keys[_entries[at] - 1] == key)
            {
                Volatile.Write(ref _entries[at], Removed);
                return;
            }
        }
    }

    private int Probe(long key, long* keys)
    {
        int at = Home(key);
        for (int probes = 0; probes <= _mask; probes++)
        {
            int entry = Volatile.Read(ref _entries[at]);
            if (entry == Empty)
            {
                return -1;
            }

            if ((uint)(entry - 1) < (uint)_capacity && keys[entry - 1] == key)
            {
                return entry - 1;
            }

            at = (at + 1) & _mask;
        }

        return -1;
    }

    private int Home(long key) => (int)SplitMix.Mix((ulong)key) & _mask;
}
