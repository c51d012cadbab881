using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Walks layer 0 on the bits kept beside each node: a node's neighbours are estimated all at once, and a node is measured when it is
/// visited, which is when its links are followed.</summary>
internal static unsafe class BitWalk
{
    /// <summary>Searches layer 0.</summary>
    /// <param name="graph">A graph with bits.</param>
    /// <param name="space">Measures the nodes visited.</param>
    /// <param name="scratch">Begun for <paramref name="width"/> candidates; its pool holds the first one.</param>
    /// <param name="width">How many candidates to hold.</param>
    /// <param name="reach">How far to look.</param>
    /// <returns>How many nodes the scratch memory's <see cref="Scratch.Met"/> holds, nearest first.</returns>
    public static int Run<TSpace>(GraphState graph, in TSpace space, Scratch scratch, int width, SearchReach reach)
        where TSpace : struct, ISpace
    {
        var bits = graph.Bits!;
        bits.Prepare(scratch);
        ulong* pool = scratch.Pool;
        ulong* met = scratch.Met;
        byte* visited = scratch.Visited;
        byte stamp = scratch.Stamp;
        float* estimates = stackalloc float[FastScan.Links];
        int found = 0;
        int count = 1;
        ulong bound = ulong.MaxValue;
        visited[Candidate.Slot(pool[0])] = stamp;
        for (int cursor = 0; cursor < count;)
        {
            ulong current = pool[cursor];
            if (current >= bound)
            {
                break;
            }

            if ((current & Candidate.Followed) != 0)
            {
                cursor++;
                continue;
            }

            pool[cursor++] = current | Candidate.Followed;
            int node = Candidate.Slot(current);
            if (cursor < count)
            {
                Prefetch(graph, space, Candidate.Slot(pool[cursor]));
            }

            float distance = space.Measure(node);
            ulong measured = Candidate.Of(distance, node) | Candidate.Passes;
            int place = GraphSearch.Keep(met, ref found, width, measured);
            bound = place < 0 ? bound : reach.Bound(bound, met, found, place, int.MaxValue);

            int* links = graph.LinksOf(node);
            byte* block = graph.BitsOf(node);
            int degree = GraphSearch.Gather(links, graph.Degree, graph.Rows.Capacity);
            for (int start = 0; start < degree; start += FastScan.Links, block += bits.BlockBytes)
            {
                bits.Estimate(block, scratch, distance, estimates);
                int links32 = Math.Min(FastScan.Links, degree - start);
                for (int i = 0; i < links32; i++)
                {
                    // A writer may have ended the list meanwhile.
                    int slot = Volatile.Read(ref links[start + i]);
                    if ((uint)slot >= (uint)graph.Rows.Capacity || visited[slot] == stamp)
                    {
                        continue;
                    }

                    ulong candidate = Candidate.Of(estimates[i], slot);
                    if (candidate >= bound)
                    {
                        continue;
                    }

                    visited[slot] = stamp;
                    int at = GraphSearch.Insert(pool, count, candidate);
                    count += count == width ? 0 : 1;
                    bound = count == width ? Math.Min(bound, pool[count - 1]) : bound;
                    if (at <= cursor)
                    {
                        cursor = at;
                        Prefetch(graph, space, slot);
                    }
                }
            }
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<TSpace>(GraphState graph, in TSpace space, int slot)
        where TSpace : struct, ISpace
    {
        int* links = graph.LinksOf(slot);
        Prefetching.Line(links);
        Prefetching.Line(links + 16);
        space.Prefetch(slot);
        byte* bits = graph.BitsOf(slot);
        for (int i = 0; i < graph.BitStride; i += 64)
        {
            Prefetching.Line(bits + i);
        }
    }
}
