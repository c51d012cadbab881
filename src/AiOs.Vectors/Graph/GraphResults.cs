namespace AiOs;

/// <summary>Turns candidates into results: exact distances, live rows only, each key once.</summary>
internal static unsafe class GraphResults
{
    private const int RerankBlock = 8;

    /// <summary>Writes the nearest of the candidates that pass.</summary>
    /// <param name="rows">Where the candidates stand.</param>
    /// <param name="exact">Measures exactly.</param>
    /// <param name="candidates">The candidates, nearest first.</param>
    /// <param name="isExact">Whether their distances are exact already.</param>
    /// <param name="scratch">Whose lists of slots and distances may be used.</param>
    /// <param name="nearest">Receives the results.</param>
    /// <returns>How many were written.</returns>
    public static int Write<TExact>(
        RowStore rows, in TExact exact, ReadOnlySpan<ulong> candidates, bool isExact, Scratch scratch, Span<Neighbor> nearest)
        where TExact : struct, ISpace
    {
        int found = 0;
        if (isExact)
        {
            foreach (ulong candidate in candidates)
            {
                if (found == nearest.Length && Candidate.Distance(candidate) > nearest[^1].Distance)
                {
                    break;
                }

                int slot = Candidate.Slot(candidate);
                if ((candidate & Candidate.Passes) != 0 && rows.IsLive(slot))
                {
                    found = ExactScan.Insert(nearest, found, new(rows.Keys[slot], Candidate.Distance(candidate)));
                }
            }

            return found;
        }

        return Rerank(rows, exact, candidates, scratch, nearest);
    }

    /// <summary>Does the same beside a writer that drops rows: each row is read between two looks at its mark, and counts only while
    /// the key still stands there.</summary>
    public static int WriteChecked<TExact>(
        RowStore rows, in TExact exact, ReadOnlySpan<ulong> candidates, VectorFilter? filter, Span<Neighbor> nearest)
        where TExact : struct, ISpace
    {
        int found = 0;
        foreach (ulong candidate in candidates)
        {
            int slot = Candidate.Slot(candidate);
            int mark = Volatile.Read(ref rows.Marks[slot]);
            if ((candidate & Candidate.Passes) == 0 || (mark & 1) == 0)
            {
                continue;
            }

            Neighbor neighbor = new(rows.Keys[slot], exact.Measure(slot));
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref rows.Marks[slot]) == mark && rows.Find(neighbor.Key) == slot
                && (filter is null || filter.Passes(neighbor.Key)) && !Holds(nearest[..found], neighbor.Key))
            {
                found = ExactScan.Insert(nearest, found, neighbor);
            }
        }

        return found;
    }

    // Measures in blocks, nearest by codes first, and stops when even twice the largest error met so far could not bring the next candidate
    // among the results: most of the pool is never measured.
    private static int Rerank<TExact>(RowStore rows, in TExact exact, ReadOnlySpan<ulong> candidates, Scratch scratch, Span<Neighbor> nearest)
        where TExact : struct, ISpace
    {
        int found = 0;
        float largestError = 0;
        float* estimates = stackalloc float[RerankBlock];
        for (int start = 0; start < candidates.Length;)
        {
            int count = 0;
            for (; start < candidates.Length && count < RerankBlock; start++)
            {
                int slot = Candidate.Slot(candidates[start]);
                if ((candidates[start] & Candidate.Passes) != 0 && rows.IsLive(slot))
                {
                    exact.Prefetch(slot);
                    estimates[count] = Candidate.Distance(candidates[start]);
                    scratch.Slots[count++] = slot;
                }
            }

            GraphSearch.Measure(exact, scratch.Slots, count, scratch.Distances);
            for (int i = 0; i < count; i++)
            {
                largestError = MathF.Max(largestError, MathF.Abs(scratch.Distances[i] - estimates[i]));
                found = ExactScan.Insert(nearest, found, new(rows.Keys[scratch.Slots[i]], scratch.Distances[i]));
            }

            if (found == nearest.Length && start < candidates.Length
                && Candidate.Distance(candidates[start]) - 2 * largestError > nearest[^1].Distance)
            {
                break;
            }
        }

        return found;
    }

    // A key that moves while it is read may be met in both of its slots.
    private static bool Holds(ReadOnlySpan<Neighbor> nearest, long key)
    {
        foreach (var neighbor in nearest)
        {
            if (neighbor.Key == key)
            {
                return true;
            }
        }

        return false;
    }
}
