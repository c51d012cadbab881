using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Answers searches on a graph: chooses between walking it and scanning, and checks what a writer may have disturbed.</summary>
/// <typeparam name="TSpace">The space walks measure in.</typeparam>
/// <typeparam name="TExact">The space results are measured in; the same one when there are no codes.</typeparam>
internal sealed unsafe class GraphReader<TSpace, TExact>(HnswOptions options) : IGraphReader
    where TSpace : struct, IGraphSpace<TSpace>
    where TExact : struct, IGraphSpace<TExact>
{
    private const int MaxDisturbedScans = 3;
    private const int RoomPerWanted = 64; // How selective a filter a walk puts up with before it stops widening.
    private const int FloatScanMost = 256; // Up to here, measuring floats at once beats codes first and floats after.
    private const int Samples = 64;

    private static bool IsExact => typeof(TSpace) == typeof(TExact);

    /// <inheritdoc/>
    public int Search(GraphMutator mutator, Lock writing, Scratch scratch, Span<Neighbor> nearest, VectorSearchOptions search)
    {
        var graph = mutator.State;
        int width = Math.Max(search.SearchWidth == 0 ? options.SearchWidth : search.SearchWidth, nearest.Length);
        int found = search.Filter is { } filter
            ? Filtered(graph, scratch, nearest, width, filter)
            : graph.Rows.Count <= options.ExactBelow ? -1 : Walk(graph, scratch, nearest, width, default(EverySlot), null);
        if (found < 0 || (found < nearest.Length && search.Filter is null && found < graph.Rows.Count))
        {
            found = Scan(mutator, writing, scratch, nearest, search.Filter);
        }

        GC.KeepAlive(graph);
        return found;
    }

    // Gives -1 where an exact scan is the better way, or the only one that finds enough.
    private static int Filtered(GraphState graph, Scratch scratch, Span<Neighbor> nearest, int width, VectorFilter filter)
    {
        var rows = graph.Rows;
        if (filter.MaxMatches is not null)
        {
            var slots = FilterSlotsReader.Of(filter, rows);
            if (IsFew(slots.Slots.Length, rows.Count, width))
            {
                return !IsExact && slots.Slots.Length > FloatScanMost ? ScanCodes(graph, scratch, nearest, width, slots, filter) : -1;
            }

            int found = Walk(graph, scratch, nearest, width, new ListedSlots(slots.Bits), filter);
            return found < nearest.Length ? -1 : found;
        }

        if (IsFew(EstimateMatches(rows, filter), rows.Count, width))
        {
            return -1;
        }

        int walked = Walk(graph, scratch, nearest, width, new KeyedSlots(filter, rows.Keys), filter);
        return walked < nearest.Length ? -1 : walked;
    }

    // A scan measures every match; a walk until it holds enough matches measures some 25 rows for each of width / selectivity nodes.
    // They cost the same at 5 sqrt(width x count) matches.
    private static bool IsFew(int matches, int count, int width) => (double)matches * matches <= 25.0 * width * count;

    // Looks at keys evenly spread over the slots: the same keys every time, so that a search can be repeated.
    private static int EstimateMatches(RowStore rows, VectorFilter filter)
    {
        int used = rows.Used;
        int live = 0;
        int passing = 0;
        for (int i = 0; i < Samples; i++)
        {
            int slot = (int)((long)i * used / Samples);
            if (slot < used && rows.IsLive(slot))
            {
                live++;
                passing += filter.Passes(rows.Keys[slot]) ? 1 : 0;
            }
        }

        return live == 0 ? 0 : (int)((long)rows.Count * passing / live);
    }

    private static int Walk<TFilter>(
        GraphState graph, Scratch scratch, Span<Neighbor> nearest, int width, TFilter slots, VectorFilter? filter)
        where TFilter : struct, ISlotFilter
    {
        long drops = graph.Rows.Drops;
        long entry = graph.Entry;
        if (entry < 0)
        {
            return 0;
        }

        var space = TSpace.OfQuery(graph, scratch);
        var reach = SearchReach.Of(graph.Profile, width, nearest.Length);
        int room = TFilter.PassesAll ? reach.Most(width) : Math.Min(width * RoomPerWanted, Math.Max(width, graph.Rows.Count));
        ulong nearby = GraphSearch.Descend(graph, space, scratch, (int)entry, (int)(entry >> 32), 0, GraphSearch.DescentWidth(width));
        scratch.Begin(graph.Rows.Capacity, room);
        scratch.Pool[0] = nearby;
        if (TFilter.PassesAll && graph.Bits is not null)
        {
            int met = BitWalk.Run(graph, space, scratch, room, reach);
            return Write(graph, scratch, nearest, new ReadOnlySpan<ulong>(scratch.Met, met), drops, filter);
        }

        int count = GraphSearch.Layer(graph, space, slots, scratch, 0, TFilter.PassesAll ? room : width, room, reach);
        if (!TFilter.PassesAll && count == room && Passing(scratch.Pool, count) < width)
        {
            return -1; // What passes lies so far from the query that the walk had no room to get there: its findings need not be the nearest.
        }

        return Write(graph, scratch, nearest, new ReadOnlySpan<ulong>(scratch.Pool, count), drops, filter);
    }

    private static int Passing(ulong* pool, int count)
    {
        int passing = 0;
        for (int i = 0; i < count; i++)
        {
            passing += (pool[i] & Candidate.Passes) != 0 ? 1 : 0;
        }

        return passing;
    }

    private static int Write(
        GraphState graph, Scratch scratch, Span<Neighbor> nearest, ReadOnlySpan<ulong> candidates, long drops, VectorFilter? filter)
    {
        var rows = graph.Rows;
        var exact = TExact.OfQuery(graph, scratch);
        if ((drops & 1) == 0)
        {
            int found = GraphResults.Write(rows, exact, candidates, IsExact, scratch, nearest);
            Interlocked.MemoryBarrier();
            if (rows.Drops == drops)
            {
                return found;
            }
        }

        return GraphResults.WriteChecked(rows, exact, candidates, filter, nearest);
    }

    private static int ScanCodes(
        GraphState graph, Scratch scratch, Span<Neighbor> nearest, int width, FilterSlots slots, VectorFilter filter)
    {
        // Wide enough that the error of the codes cannot keep a true neighbour out of the re-rank.
        long drops = graph.Rows.Drops;
        width = Math.Max(width, 4 * nearest.Length);
        scratch.Begin(0, width);
        var space = TSpace.OfQuery(graph, scratch);
        int count = 0;
        for (int start = 0; start < slots.Slots.Length; start += Scratch.LeastSlots)
        {
            var block = slots.Slots.AsSpan(start, Math.Min(Scratch.LeastSlots, slots.Slots.Length - start));
            block.CopyTo(new Span<int>(scratch.Slots, block.Length));
            foreach (int slot in block)
            {
                space.Prefetch(slot);
            }

            GraphSearch.Measure(space, scratch.Slots, block.Length, scratch.Distances);
            for (int i = 0; i < block.Length; i++)
            {
                GraphSearch.Keep(scratch.Pool, ref count, width, Candidate.Of(scratch.Distances[i], scratch.Slots[i]) | Candidate.Passes);
            }
        }

        int found = Write(graph, scratch, nearest, new ReadOnlySpan<ulong>(scratch.Pool, count), drops, filter);
        return found < Math.Min(nearest.Length, slots.Slots.Length) ? -1 : found;
    }

    private static int Scan(GraphMutator mutator, Lock writing, Scratch scratch, Span<Neighbor> nearest, VectorFilter? filter)
    {
        for (int scan = 0; scan < MaxDisturbedScans; scan++)
        {
            var graph = mutator.State;
            long drops = graph.Rows.Drops;
            int found = ScanOnce(graph, scratch, nearest, filter);
            Interlocked.MemoryBarrier();
            if ((drops & 1) == 0 && graph.Rows.Drops == drops)
            {
                return found;
            }
        }

        lock (writing)
        {
            return ScanOnce(mutator.State, scratch, nearest, filter);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ScanOnce(GraphState graph, Scratch scratch, Span<Neighbor> nearest, VectorFilter? filter)
    {
        var exact = TExact.OfQuery(graph, scratch);
        int found = filter?.MaxMatches is not null
            ? ExactScan.Listed(graph.Rows, exact, FilterSlotsReader.Of(filter, graph.Rows).Slots, nearest)
            : ExactScan.All(graph.Rows, exact, filter, nearest);
        GC.KeepAlive(graph);
        return found;
    }
}
