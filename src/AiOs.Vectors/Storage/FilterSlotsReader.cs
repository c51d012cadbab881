namespace AiOs;

/// <summary>Looks up where the keys of a listed filter stand, and remembers it with the filter until the next write.</summary>
internal static unsafe class FilterSlotsReader
{
    public static FilterSlots Of(VectorFilter filter, RowStore rows)
    {
        var known = filter.Slots;
        long version = rows.Version;
        if (known is not null && ReferenceEquals(known.Owner, rows.Identity) && known.Version == version)
        {
            return known;
        }

        var slots = new List<int>();
        foreach (long key in filter.Listed())
        {
            int slot = rows.Find(key);
            if (slot >= 0)
            {
                slots.Add(slot);
            }
        }

        slots.Sort();
        var bits = new ulong[(rows.Capacity + 63) / 64];
        foreach (int slot in slots)
        {
            bits[slot >> 6] |= 1UL << (slot & 63);
        }

        // A write between reading the version and here leaves an older version in what is remembered: the next search looks again.
        var made = new FilterSlots(rows.Identity, version, [.. slots], bits);
        filter.Slots = made;
        return made;
    }
}
