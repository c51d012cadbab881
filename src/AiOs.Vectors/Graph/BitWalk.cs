using System.Numerics;

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
        int loading = -1;
        int found = 0;
        int count = 1;
        int cursor = 0;
        int headBytes = (int)(graph.BitsOf(0) - (byte*)graph.LinksOf(0));
        ulong bound = ulong.MaxValue;
        visited[Candidate.Slot(pool[0])] = stamp;
        while (true)
        {
            // The node to visit after this one is chosen before this one has been: its memory arrives meanwhile.
            int node = loading;
            loading = -1;
            while (cursor < count && (pool[cursor] & Candidate.Followed) != 0)
            {
                cursor++;
            }

            if (cursor < count && pool[cursor] < bound)
            {
                loading = Candidate.Slot(pool[cursor]);
                pool[cursor++] |= Candidate.Followed;
                Prefetching.All(graph.LinksOf(loading), headBytes);
            }

            if (node < 0)
            {
                if (loading < 0)
                {
                    break;
                }

                continue;
            }

            byte* following = graph.BitsOf(loading < 0 ? node : loading);
            float distance = space.Measure(node);
            ulong measured = Candidate.Of(distance, node) | Candidate.Passes;
            int place = GraphSearch.Keep(met, ref found, width, measured);
            bound = place < 0 ? bound : reach.Bound(bound, met, found, place, int.MaxValue);

            int* links = graph.LinksOf(node);
            byte* block = graph.BitsOf(node);
            int degree = GraphSearch.Gather(links, graph.Degree, graph.Rows.Capacity);
            for (int start = 0; start < degree; start += FastScan.Links, block += bits.BlockBytes, following += bits.BlockBytes)
            {
                float limit = bound == ulong.MaxValue ? float.PositiveInfinity : Candidate.Distance(bound);
                uint near = bits.Estimate(block, following, scratch, distance, limit, estimates);
                near &= degree - start >= FastScan.Links ? uint.MaxValue : (1u << (degree - start)) - 1;
                for (; near != 0; near &= near - 1)
                {
                    int i = BitOperations.TrailingZeroCount(near);

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
                    if (at < cursor + GraphSearch.SoonFollowed)
                    {
                        Prefetching.Line(graph.LinksOf(slot));
                    }

                    cursor = Math.Min(cursor, at);
                }
            }
        }

        return found;
    }
}
