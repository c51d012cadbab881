namespace AiOs;

/// <summary>Copies a graph into a new one without its empty slots, numbered breadth-first from the entry.</summary>
/// <remarks>Neighbours then stand near each other in memory: a walk touches fewer pages. Distances and links stay as they are.</remarks>
internal static unsafe class GraphCompaction
{
    public static GraphState Of(GraphState from, HnswOptions options)
    {
        int[] order = BreadthFirst(from);
        int[] renamed = new int[from.Rows.Used];
        Array.Fill(renamed, -1);
        for (int slot = 0; slot < order.Length; slot++)
        {
            renamed[order[slot]] = slot;
        }

        var to = new GraphState(from.Rows.Dimensions, options, from.Coder, Math.Max(16, order.Length));
        var uncoded = new List<int>();
        foreach (int old in order)
        {
            Copy(from, to, old, renamed, uncoded);
        }

        CodeLinks(to, uncoded);

        to.Entry = from.EntrySlot < 0 ? -1 : GraphState.EntryOf(renamed[from.EntrySlot], from.EntryLevel);
        return to;
    }

    private static int[] BreadthFirst(GraphState graph)
    {
        var order = new int[graph.Rows.Count];
        var met = new bool[graph.Rows.Used];
        int count = 0;
        int next = 0;
        for (int start = -1; count < order.Length; start++)
        {
            // From the entry first; then from whatever no walk has met.
            int root = start < 0 ? graph.EntrySlot : start;
            if (met[root] || !graph.Rows.IsLive(root))
            {
                continue;
            }

            met[root] = true;
            order[count++] = root;
            for (; next < count; next++)
            {
                int* links = graph.LinksOf(order[next]);
                int degree = GraphSearch.Gather(links, graph.Degree, graph.Rows.Capacity);
                for (int i = 0; i < degree; i++)
                {
                    if (!met[links[i]] && graph.Rows.IsLive(links[i]))
                    {
                        met[links[i]] = true;
                        order[count++] = links[i];
                    }
                }
            }
        }

        return order;
    }

    private static void Copy(GraphState from, GraphState to, int old, int[] renamed, List<int> uncoded)
    {
        int slot = to.Rows.TakeFresh();
        to.Rows.Write(slot, from.Rows.Keys[old], from.Rows.Row(old));
        Buffer.MemoryCopy(from.CodesOf(old), to.CodesOf(slot), from.CodeStride, from.CodeStride);
        int level = from.LevelOf(old);
        to.SetRecord(slot, level, level == 0 ? 0 : to.UsedUnits);
        to.UsedUnits += level;
        bool isWhole = CopyList(from.LinksOf(old), to.LinksOf(slot), from.Degree, renamed);
        for (int layer = 1; layer <= level; layer++)
        {
            CopyList(from.LinksOf(old, layer), to.LinksOf(slot, layer), from.DegreeAt(layer), renamed);
        }

        if (to.Bits is { } bits && isWhole && bits.Planes == from.Bits?.Planes)
        {
            Buffer.MemoryCopy(from.BitsOf(old), to.BitsOf(slot), bits.Stride, bits.Stride);
        }
        else if (to.Bits is not null)
        {
            uncoded.Add(slot);
        }

        to.Rows.Publish(slot, isNewKey: true);
    }

    // After all rows have their codes.
    private static void CodeLinks(GraphState graph, List<int> nodes)
    {
        foreach (int node in nodes)
        {
            int* links = graph.LinksOf(node);
            int degree = GraphSearch.Gather(links, graph.Degree, graph.Rows.Capacity);
            for (int i = 0; i < degree; i++)
            {
                graph.Bits!.Encode(graph.CodesOf(node), graph.CodesOf(links[i]), graph.BitsOf(node), i);
            }
        }
    }

    // Gives whether every link was copied, to where it stood.
    private static bool CopyList(int* from, int* to, int degreeLimit, int[] renamed)
    {
        int count = 0;
        int degree = GraphSearch.Gather(from, degreeLimit, renamed.Length);
        for (int i = 0; i < degree; i++)
        {
            if (renamed[from[i]] >= 0)
            {
                to[count++] = renamed[from[i]];
            }
        }

        if (count < degreeLimit)
        {
            to[count] = -1;
        }

        return count == degree;
    }
}
