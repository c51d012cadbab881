using System.Diagnostics;

namespace AiOs;

/// <summary>Links nodes into the graph and out of it. One at a time; searches go on meanwhile.</summary>
/// <typeparam name="TWalk">The space that walks look for neighbours in.</typeparam>
/// <typeparam name="TSpace">The space that links are chosen in; the same one, or the floats that the codes of walks stand for.</typeparam>
internal sealed unsafe class GraphWriter<TWalk, TSpace>(int buildWidth) : IGraphWriter
    where TWalk : struct, IGraphSpace<TWalk>
    where TSpace : struct, IGraphSpace<TSpace>
{
    private const int ProfileSamples = 64;

    private static bool IsExact => typeof(TWalk) == typeof(TSpace);

    private readonly ulong[] _sorted = new ulong[1024]; // Candidates for the links of one node: 2M and one more.
    private readonly GraphRepair<TSpace> _repair = new();
    private readonly List<(int Layer, int Slot)> _dropped = [];

    /// <inheritdoc/>
    public void MoveDropped(List<(int Layer, int Slot)> to)
    {
        to.AddRange(_dropped);
        _dropped.Clear();
    }

    /// <inheritdoc/>
    public void Insert(GraphState graph, Scratch scratch, int slot, int level)
    {
        if (graph.EntrySlot < 0)
        {
            graph.Entry = GraphState.EntryOf(slot, level);
            return;
        }

        var chosen = Choose(graph, scratch, slot, level);
        for (int layer = chosen.Length - 1; layer >= 0; layer--)
        {
            // The node's own list first: whoever finds the node can go on from it.
            WriteList(graph, slot, layer, chosen[layer]);
            foreach (int neighbour in chosen[layer])
            {
                LinkBack(graph, scratch, neighbour, slot, layer);
            }
        }

        foreach (var (layer, dropped) in _dropped)
        {
            KeepInReach(graph, scratch, dropped, layer);
        }

        _dropped.Clear();

        if (level > graph.EntryLevel)
        {
            graph.Entry = GraphState.EntryOf(slot, level);
        }
    }

    /// <inheritdoc/>
    public int[][] Choose(GraphState graph, Scratch scratch, int slot, int level)
    {
        var space = TWalk.OfQuery(graph, scratch);
        int top = graph.EntryLevel;
        ulong nearest = GraphSearch.Descend(graph, space, scratch, graph.EntrySlot, top, Math.Min(level, top), GraphSearch.DescentWidth(buildWidth));
        var chosen = new int[Math.Min(level, top) + 1][];
        for (int layer = chosen.Length - 1; layer >= 0; layer--)
        {
            int found = Walk(graph, space, scratch, slot, layer, nearest);
            if (Stored(graph, scratch, found) < Math.Min(graph.MaxLinks, graph.Rows.Count))
            {
                found = WalkPastDropped(graph, space, scratch, slot, layer, nearest);
            }

            nearest = scratch.Pool[0] & ~(Candidate.Followed | Candidate.Passes);
            if (!IsExact && !TryMeasureExactly(graph, scratch, found))
            {
                var exact = TSpace.OfQuery(graph, scratch);
                int entry = Candidate.Slot(nearest);
                found = Walk(graph, exact, scratch, slot, layer, Candidate.Of(exact.Measure(entry), entry));
            }

            int kept = NeighborChoice.Choose<TSpace>(
                graph, scratch, new ReadOnlySpan<ulong>(scratch.Pool, found), graph.MaxLinks, slot);
            chosen[layer] = new Span<int>(scratch.Kept, kept).ToArray();
        }

        return chosen;
    }

    /// <inheritdoc/>
    public int[] PathTo(GraphState graph, Scratch scratch)
    {
        var space = TWalk.OfQuery(graph, scratch);
        var path = new int[graph.EntryLevel];
        int nearest = graph.EntrySlot;
        for (int i = 0; i < path.Length; i++)
        {
            int layer = path.Length - i;
            nearest = Candidate.Slot(GraphSearch.Descend(graph, space, scratch, nearest, layer, layer - 1, 1));
            path[i] = nearest;
        }

        return path;
    }

    /// <inheritdoc/>
    public void Unlink(GraphState graph, Scratch scratch, int slot) => _repair.Unlink(graph, scratch, slot);

    /// <inheritdoc/>
    public void Repair(GraphState graph, Scratch scratch, int slot) => _repair.Repair(graph, scratch, slot);

    /// <inheritdoc/>
    public void KeepInReach(GraphState graph, Scratch scratch, int slot, int layer) => _repair.KeepInReach(graph, scratch, slot, layer);

    /// <inheritdoc/>
    public void Fill(GraphState graph, Scratch scratch, int slot, ReadOnlySpan<ushort> degrees)
    {
        int* links = graph.LinksOf(slot);
        int degree = degrees[slot];
        int room = graph.Degree - degree;
        if (room == 0)
        {
            return;
        }

        scratch.Begin(graph.Rows.Capacity, room);
        byte* visited = scratch.Visited;
        visited[slot] = scratch.Stamp;
        for (int i = 0; i < degree; i++)
        {
            visited[links[i]] = scratch.Stamp;
        }

        var space = TSpace.OfRow(graph, slot, scratch);
        int found = 0;
        for (int i = 0; i < degree; i++)
        {
            int* others = graph.LinksOf(links[i]);
            int fresh = 0;
            for (int j = 0; j < degrees[links[i]]; j++)
            {
                if (visited[others[j]] != scratch.Stamp)
                {
                    visited[others[j]] = scratch.Stamp;
                    scratch.Slots[fresh++] = others[j];
                    space.Prefetch(others[j]);
                }
            }

            GraphSearch.Measure(space, scratch.Slots, fresh, scratch.Distances);
            for (int j = 0; j < fresh; j++)
            {
                GraphSearch.Keep(scratch.Pool, ref found, room, Candidate.Of(scratch.Distances[j], scratch.Slots[j]));
            }
        }

        for (int i = 0; i < found; i++)
        {
            graph.SetLink(slot, 0, links, degree + i, Candidate.Slot(scratch.Pool[i]));
        }

        if (degree + found < graph.Degree)
        {
            Volatile.Write(ref links[degree + found], -1);
        }
    }

    /// <inheritdoc/>
    public float[] Profile(GraphState graph, Scratch scratch)
    {
        if (graph.Rows.Count < 3 * SearchReach.Ranks)
        {
            return [];
        }

        var sums = new double[SearchReach.Ranks];
        int samples = 0;
        for (int sample = 0; sample < ProfileSamples; sample++)
        {
            int slot = (int)((long)sample * graph.Rows.Used / ProfileSamples);
            if (!graph.Rows.IsLive(slot))
            {
                continue;
            }

            var space = TSpace.OfRow(graph, slot, scratch);
            ulong nearby = GraphSearch.Descend(
                graph, space, scratch, graph.EntrySlot, graph.EntryLevel, 0, GraphSearch.DescentWidth(SearchReach.Ranks));
            scratch.Begin(graph.Rows.Capacity, SearchReach.Ranks + 1);
            scratch.Pool[0] = nearby;
            int found = GraphSearch.Layer(
                graph, space, default(EverySlot), scratch, 0, SearchReach.Ranks + 1, SearchReach.Ranks + 1, SearchReach.Unlimited);
            if (found <= SearchReach.Ranks)
            {
                continue; // A part of the graph that is cut off says nothing about the rest.
            }

            for (int rank = 0, i = 0; rank < SearchReach.Ranks; i++)
            {
                if (Candidate.Slot(scratch.Pool[i]) != slot)
                {
                    sums[rank++] += Candidate.Distance(scratch.Pool[i]);
                }
            }

            samples++;
        }

        return samples == 0 ? [] : [.. sums.Select(sum => (float)(sum / samples))];
    }

    /// <inheritdoc/>
    public void WriteList(GraphState graph, int node, int layer, ReadOnlySpan<int> slots)
    {
        int* links = graph.LinksOf(node, layer);
        int most = graph.DegreeAt(layer);
        Debug.Assert(slots.Length <= most, "what was chosen fits");
        int before = GraphSearch.Gather(links, most, graph.Rows.Capacity);
        var places = new Span<int>(links, Math.Min(before, slots.Length));
        int free = 0;
        foreach (int slot in slots)
        {
            if (places.Contains(slot))
            {
                continue; // It keeps its place: a link that moves is coded again.
            }

            while (free < places.Length && slots.Contains(links[free]))
            {
                free++;
            }

            graph.SetLink(node, layer, links, free++, slot);
        }

        if (slots.Length < most)
        {
            Volatile.Write(ref links[slots.Length], -1);
        }
    }

    /// <inheritdoc/>
    public void LinkBack(GraphState graph, Scratch scratch, int neighbour, int slot, int layer)
    {
        if (InLinks.AddIfRoom(graph, neighbour, slot, layer))
        {
            return;
        }

        int most = graph.DegreeAt(layer);
        int* links = graph.LinksOf(neighbour, layer);
        int degree = GraphSearch.Gather(links, most, graph.Rows.Capacity);
        int count = Sort(graph, scratch, neighbour, links, degree, slot);
        int kept = NeighborChoice.Choose<TSpace>(graph, scratch, _sorted.AsSpan(0, count), most, neighbour);
        var chosen = new Span<int>(scratch.Kept, kept);
        WriteList(graph, neighbour, layer, chosen);
        for (int i = 0; i < count; i++)
        {
            int candidate = Candidate.Slot(_sorted[i]);
            if (!chosen.Contains(candidate) && graph.Rows.IsStored(candidate))
            {
                _dropped.Add((layer, candidate));
            }
        }
    }

    private int Walk<TAny>(GraphState graph, in TAny space, Scratch scratch, int slot, int layer, ulong entry)
        where TAny : struct, ISpace
    {
        scratch.Begin(graph.Rows.Capacity, buildWidth);
        scratch.Pool[0] = entry;
        scratch.Visited[slot] = scratch.Stamp; // A node does not find itself through the links of the layer above.
        return GraphSearch.Layer(graph, space, default(EverySlot), scratch, layer, buildWidth, buildWidth, SearchReach.Unlimited);
    }

    // Where much was dropped in one place, a walk may meet little else.
    private int WalkPastDropped<TAny>(GraphState graph, in TAny space, Scratch scratch, int slot, int layer, ulong entry)
        where TAny : struct, ISpace
    {
        int room = buildWidth + graph.Rows.Used - graph.Rows.Count;
        scratch.Begin(graph.Rows.Capacity, room);
        scratch.Pool[0] = entry & ~(Candidate.Followed | Candidate.Passes);
        scratch.Visited[slot] = scratch.Stamp;
        return GraphSearch.Layer(graph, space, new StoredSlots(graph.Rows), scratch, layer, buildWidth, room, SearchReach.Unlimited);
    }

    private static int Stored(GraphState graph, Scratch scratch, int found)
    {
        int stored = 0;
        for (int i = 0; i < found && stored < graph.MaxLinks; i++)
        {
            stored += graph.Rows.IsStored(Candidate.Slot(scratch.Pool[i])) ? 1 : 0;
        }

        return stored;
    }

    // Puts exact distances in place of those of the walk. Gives false if the walk may have lost one of the nearest M to the error of its codes: such a one
    // would lie, by its code, beyond the last candidate held.
    private static bool TryMeasureExactly(GraphState graph, Scratch scratch, int found)
    {
        ulong* pool = scratch.Pool;
        var exact = TSpace.OfQuery(graph, scratch);
        float last = Candidate.Distance(pool[found - 1]);
        float largestError = 0;
        for (int i = 0; i < found; i += Scratch.LeastSlots)
        {
            int count = Math.Min(Scratch.LeastSlots, found - i);
            for (int j = 0; j < count; j++)
            {
                scratch.Slots[j] = Candidate.Slot(pool[i + j]);
                exact.Prefetch(scratch.Slots[j]);
            }

            GraphSearch.Measure(exact, scratch.Slots, count, scratch.Distances);
            for (int j = 0; j < count; j++)
            {
                largestError = MathF.Max(largestError, MathF.Abs(scratch.Distances[j] - Candidate.Distance(pool[i + j])));
                pool[i + j] = Candidate.Of(scratch.Distances[j], Candidate.Slot(pool[i + j]));
            }
        }

        new Span<ulong>(pool, found).Sort();
        return found <= graph.MaxLinks || Candidate.Distance(pool[graph.MaxLinks - 1]) + largestError <= last;
    }

    private int Sort(GraphState graph, Scratch scratch, int node, int* links, int degree, int added)
    {
        int* slots = scratch.Slots;
        new Span<int>(links, degree).CopyTo(new Span<int>(slots, degree));
        slots[degree] = added;
        GraphSearch.Measure(TSpace.OfRow(graph, node, scratch), slots, degree + 1, scratch.Distances);
        for (int i = 0; i <= degree; i++)
        {
            _sorted[i] = Candidate.Of(scratch.Distances[i], slots[i]);
        }

        _sorted.AsSpan(0, degree + 1).Sort();
        return degree + 1;
    }
}
