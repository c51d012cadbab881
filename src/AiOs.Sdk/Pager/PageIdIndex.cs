using System.Numerics;

namespace AiOs;

/// <summary>Numbers page ids from 0 in the order of their coming, and finds them by id or by a prefix of it.</summary>
/// <remarks>
/// <para>
/// An open-addressing table with linear probing over the first 32 bits of the id, which are the eight digits that people and
/// models see: so one table answers both questions. 16 bytes a page for the id and 5 to 6.3 for the table. A slot holds a number and,
/// in the bits that the number leaves, some bits of the id, so that another id in the way is hardly ever looked at.
/// </para>
/// <para>Threads: one at a time.</para>
/// </remarks>
internal sealed class PageIdIndex
{
    private const uint Empty = 0; // A slot holds a number + 1.
    private const int FirstSlots = 16;
    private const int FirstNumberBits = 8;
    private const int MostNumberBits = 31;

    private readonly ChunkedArray<PageId> _ids = new();
    private uint[] _slots = new uint[FirstSlots];
    private int _numberBits = FirstNumberBits; // Of a slot; the others are the id's.
    private int _live;

    /// <summary>Gets how many numbers were given; those of removed ids are not given again.</summary>
    public int Count => _ids.Count;

    /// <summary>Gets the id with a number; the default id where it was removed.</summary>
    public PageId this[int number] => _ids[number];

    public int Add(PageId id)
    {
        int number = _ids.Count;
        if (_live >= MostIn(_slots.Length) || number + 1 >= 1L << _numberBits)
        {
            Grow(number);
        }

        _ids.Add(id);
        Place(id, number);
        _live++;
        return number;
    }

    /// <summary>Reads so many ids into an empty index.</summary>
    public void Load(RecallCheckpointStream reader, int count)
    {
        reader.Read(_ids, count);
        int size = _slots.Length;
        while (count > MostIn(size))
        {
            size += Step(size);
        }

        _slots = new uint[size];
        _numberBits = BitsFor(count);
        for (int number = 0; number < count; number++)
        {
            Place(_ids[number], number);
        }

        _live = count;
    }

    /// <summary>Finds an id.</summary>
    /// <returns>Its number, or -1.</returns>
    public int Find(PageId id)
    {
        int slot = FindSlot(id);
        return slot < 0 ? -1 : NumberIn(slot);
    }

    /// <summary>Finds an id, first where it is expected: what is asked for in its order is not searched for.</summary>
    /// <param name="id">The id.</param>
    /// <param name="expected">The number that it probably has; any number.</param>
    /// <returns>Its number, or -1.</returns>
    public int FindNear(PageId id, int expected) => (uint)expected < (uint)_ids.Count && _ids[expected] == id ? expected : Find(id);

    /// <summary>Finds the numbers of all ids that begin with the same 32 bits.</summary>
    public void FindPrefix(uint prefix, List<int> numbers)
    {
        for (int slot = Home(prefix); _slots[slot] != Empty; slot = Next(slot))
        {
            if (MayHold(slot, prefix) && _ids[NumberIn(slot)].Prefix == prefix)
            {
                numbers.Add(NumberIn(slot));
            }
        }
    }

    /// <summary>Removes an id; its number stays used.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(PageId id)
    {
        int hole = FindSlot(id);
        if (hole < 0)
        {
            return false;
        }

        _ids[NumberIn(hole)] = default;
        _live--;

        // Later entries of the same run move up, so that no tombstone is needed and searches stay short.
        for (int slot = Next(hole); _slots[slot] != Empty; slot = Next(slot))
        {
            int home = Home(_ids[NumberIn(slot)].Prefix);
            if (Distance(home, slot) >= Distance(hole, slot))
            {
                _slots[hole] = _slots[slot];
                hole = slot;
            }
        }

        _slots[hole] = Empty;
        return true;
    }

    private int FindSlot(PageId id)
    {
        uint prefix = id.Prefix;
        for (int slot = Home(prefix); _slots[slot] != Empty; slot = Next(slot))
        {
            if (MayHold(slot, prefix) && _ids[NumberIn(slot)] == id)
            {
                return slot;
            }
        }

        return -1;
    }

    private void Place(PageId id, int number)
    {
        uint prefix = id.Prefix;
        int slot = Home(prefix);
        while (_slots[slot] != Empty)
        {
            slot = Next(slot);
        }

        _slots[slot] = (prefix << _numberBits) | (uint)(number + 1);
    }

    private void Grow(int number)
    {
        uint[] old = _slots;
        uint oldMask = (1u << _numberBits) - 1;
        _slots = new uint[old.Length + (_live >= MostIn(old.Length) ? Step(old.Length) : 0)];
        _numberBits = BitsFor(number + 1);
        foreach (uint entry in old)
        {
            if (entry != Empty)
            {
                int known = (int)(entry & oldMask) - 1;
                Place(_ids[known], known);
            }
        }
    }

    // Four in five, and a quarter more at each growth: runs stay short enough, and little is empty.
    private static int MostIn(int slots) => (int)(slots * 4L / 5);

    private static int Step(int slots) => Math.Max(FirstSlots, slots / 4);

    // Room for twice the number, so that it hardly ever runs out before the slots do.
    private static int BitsFor(int number) => Math.Clamp(BitOperations.Log2((uint)number + 1) + 2, FirstNumberBits, MostNumberBits);

    private int NumberIn(int slot) => (int)(_slots[slot] & ((1u << _numberBits) - 1)) - 1;

    private bool MayHold(int slot, uint prefix) => (_slots[slot] ^ (prefix << _numberBits)) >> _numberBits == 0;

    // Ids are bits of a cryptographic hash: they serve as they are. The first bits say where, the last ones stand in the slot.
    private int Home(uint prefix) => (int)((ulong)prefix * (uint)_slots.Length >> 32);

    private int Next(int slot) => slot + 1 == _slots.Length ? 0 : slot + 1;

    private int Distance(int from, int to) => to >= from ? to - from : to - from + _slots.Length;
}
