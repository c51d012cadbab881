using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Measures every row, or every row of a list, and keeps the nearest.</summary>
internal static unsafe class ExactScan
{
    private const int Block = 64; // Slots gathered before they are measured.

    /// <summary>Scans all live rows that pass.</summary>
    /// <returns>How many were written.</returns>
    public static int All<TSpace>(RowStore rows, TSpace space, VectorFilter? filter, Span<Neighbor> nearest)
        where TSpace : struct, ISpace
    {
        int* slots = stackalloc int[Block];
        int found = 0;
        int gathered = 0;
        int used = rows.Used;
        for (int slot = 0; slot < used; slot++)
        {
            if (!rows.IsLive(slot) || (filter is not null && !filter.Passes(rows.Keys[slot])))
            {
                continue;
            }

            slots[gathered++] = slot;
            if (gathered == Block)
            {
                found = Measure(rows, space, slots, gathered, nearest, found);
                gathered = 0;
            }
        }

        return Measure(rows, space, slots, gathered, nearest, found);
    }

    /// <summary>Scans the live ones of some slots.</summary>
    /// <returns>How many were written.</returns>
    public static int Listed<TSpace>(RowStore rows, TSpace space, ReadOnlySpan<int> listed, Span<Neighbor> nearest)
        where TSpace : struct, ISpace
    {
        int* slots = stackalloc int[Block];
        int found = 0;
        int gathered = 0;
        foreach (int slot in listed)
        {
            if (rows.IsLive(slot))
            {
                space.Prefetch(slot);
                slots[gathered++] = slot;
                if (gathered == Block / 4) // Few enough that their first lines are still in the nearest cache.
                {
                    found = Measure(rows, space, slots, gathered, nearest, found);
                    gathered = 0;
                }
            }
        }

        return Measure(rows, space, slots, gathered, nearest, found);
    }

    /// <summary>Puts a neighbour in its place; nearest first, equal distances by smaller key.</summary>
    /// <returns>How many are held now.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Insert(Span<Neighbor> nearest, int found, Neighbor candidate)
    {
        if (found == nearest.Length && candidate >= nearest[^1])
        {
            return found; // Farther than all k found so far: by far the commonest case.
        }

        int at = found < nearest.Length ? found++ : found - 1;
        for (; at > 0 && candidate < nearest[at - 1]; at--)
        {
            nearest[at] = nearest[at - 1];
        }

        nearest[at] = candidate;
        return found;
    }

    private static int Measure<TSpace>(RowStore rows, TSpace space, int* slots, int count, Span<Neighbor> nearest, int found)
        where TSpace : struct, ISpace
    {
        Debug.Assert(nearest.Length > 0, "k is 1 or more");
        float* distances = stackalloc float[4];
        int i = 0;
        for (; i + 4 <= count; i += 4)
        {
            space.Measure4(slots + i, distances);
            for (int j = 0; j < 4; j++)
            {
                found = Keep(rows, slots[i + j], distances[j], nearest, found);
            }
        }

        for (; i < count; i++)
        {
            found = Keep(rows, slots[i], space.Measure(slots[i]), nearest, found);
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Keep(RowStore rows, int slot, float distance, Span<Neighbor> nearest, int found) =>
        found == nearest.Length && distance > nearest[^1].Distance ? found : Insert(nearest, found, new(rows.Keys[slot], distance));
}
