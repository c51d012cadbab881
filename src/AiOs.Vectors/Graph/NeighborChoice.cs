namespace AiOs;

/// <summary>Chooses which candidates to link a node to.</summary>
internal static unsafe class NeighborChoice
{
    /// <summary>Keeps a candidate if it is nearer to the node than to every candidate kept before it: links then point in different
    /// directions, which is what lets a walk get on.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scratch">Its row part is used, and its kept part receives the slots.</param>
    /// <param name="candidates">Nearest first.</param>
    /// <param name="most">How many to keep at most.</param>
    /// <param name="except">A slot that is not kept, or -1.</param>
    /// <returns>How many were kept.</returns>
    /// <remarks>Source: algorithm 4 of Malkov and Yashunin, arXiv:1603.09320.</remarks>
    public static int Choose<TSpace>(GraphState graph, Scratch scratch, ReadOnlySpan<ulong> candidates, int most, int except)
        where TSpace : struct, IGraphSpace<TSpace>
    {
        int* kept = scratch.Kept;
        int count = 0;
        foreach (ulong candidate in candidates)
        {
            int slot = Candidate.Slot(candidate);
            if (slot == except || !graph.Rows.IsStored(slot))
            {
                continue;
            }

            if (count == 0 || IsApart<TSpace>(graph, scratch, slot, Candidate.Distance(candidate), kept, count))
            {
                kept[count++] = slot;
                if (count == most)
                {
                    break;
                }
            }
        }

        return count;
    }

    private static bool IsApart<TSpace>(GraphState graph, Scratch scratch, int slot, float distance, int* kept, int count)
        where TSpace : struct, IGraphSpace<TSpace>
    {
        float* distances = stackalloc float[4];
        var space = TSpace.OfRow(graph, slot, scratch);
        for (int i = 0; i < count; i += 4)
        {
            for (int j = count; j < i + 4; j++)
            {
                kept[j] = kept[0]; // Fills the last group up.
            }

            space.Measure4(kept + i, distances);
            if (distances[0] < distance || distances[1] < distance || distances[2] < distance || distances[3] < distance)
            {
                return false;
            }
        }

        return true;
    }
}
