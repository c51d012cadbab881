namespace AiOs;

/// <summary>Numbers page ids from 0 in the order of their coming, and finds them by id or by a prefix of it.</summary>
/// <remarks>
/// <para>
/// An open-addressing table with linear probing over the first 32 bits of the id, which are the eight digits that people and
/// models see: so one table answers both questions. 16 bytes a page for the id and 5.3 to 10.7 for the table.
/// </para>
/// <para>Threads: one at a time.</para>
/// </remarks>
internal sealed class PageIdIndex
{
    private const int Empty = 0; // A slot holds a number + 1.

    private readonly ChunkedArray<PageId> _ids = new();
    private int[] _slots = new int[16];
    private int _live;

    /// <summary>Gets how many numbers were given; those of removed ids are not given again.</summary>
    public int Count => _ids.Count;

    /// <summary>Gets the id with a number; the default id where it was removed.</summary>
    public PageId this[int number] => _ids[number];

    public int Add(PageId id)
    {
        if ((_live + 1) * 4L > _slots.Length * 3L)
        {
            Grow();
        }

        int number = _ids.Count;
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
        while (count * 4L > size * 3L)
        {
            size *= 2;
        }

        _slots = new int[size];
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
        return slot < 0 ? -1 : _slots[slot] - 1;
    }

    /// <summary>Finds the numbers of all ids that begin with the same 32 bits.</summary>
    public void FindPrefix(uint prefix, List<int> numbers)
    {
        for (int slot = Home(prefix); _slots[slot] != Empty; slot = Next(slot))
        {
            if (PrefixOf(_ids[_slots[slot] - 1]) == prefix)
            {
                numbers.Add(_slots[slot] - 1);
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

        _ids[_slots[hole] - 1] = default;
        _live--;

        // Later entries of the same run move up, so that no tombstone is needed and searches stay short.
        for (int slot = Next(hole); _slots[slot] != Empty; slot = Next(slot))
        {
            int home = Home(PrefixOf(_ids[_slots[slot] - 1]));
            if (((slot - home) & (_slots.Length - 1)) >= ((slot - hole) & (_slots.Length - 1)))
            {
                _slots[hole] = _slots[slot];
                hole = slot;
            }
        }

        _slots[hole] = Empty;
        return true;
    }

    private static uint PrefixOf(PageId id) => id.Prefix;

    private int FindSlot(PageId id)
    {
        for (int slot = Home(PrefixOf(id)); _slots[slot] != Empty; slot = Next(slot))
        {
            if (_ids[_slots[slot] - 1] == id)
            {
                return slot;
            }
        }

        return -1;
    }

    private void Place(PageId id, int number)
    {
        int slot = Home(PrefixOf(id));
        while (_slots[slot] != Empty)
        {
            slot = Next(slot);
        }

        _slots[slot] = number + 1;
    }

    private void Grow()
    {
        int[] old = _slots;
        _slots = new int[old.Length * 2];
        foreach (int entry in old)
        {
            if (entry != Empty)
            {
                Place(_ids[entry - 1], entry - 1);
            }
        }
    }

    // Ids are bits of a cryptographic hash: any of them serve as they are.
    private int Home(uint prefix) => (int)(prefix & (uint)(_slots.Length - 1));

    private int Next(int slot) => (slot + 1) & (_slots.Length - 1);
}
