namespace AiOs;

/// <summary>Links many new nodes at once, on several threads, with the same outcome on any number of them.</summary>
/// <remarks>All nodes of a batch look for their links in the graph as it was before the batch; then each list that changes is changed by one thread,
/// with the new links in the order of their slots. So no outcome depends on who comes first. A batch is small beside the graph,
/// because its nodes do not find each other.</remarks>
internal sealed unsafe class GraphBatch(GraphState graph, HnswOptions options, GraphWorkers workers)
{
    private const int GraphShare = 256; // With 64, recall at width 16 was 0.7 points lower than after storing one by one; with 256 it is the same.
    private const int MostNodes = 2048;

    /// <summary>Gives how many nodes may be linked at once into a graph of so many.</summary>
    public static int SizeFor(int count) => Math.Clamp(count / GraphShare, 1, MostNodes);

    /// <summary>Codes and links nodes that have their rows and empty records, none above the entry's layer.</summary>
    /// <param name="slots">Their slots.</param>
    /// <param name="squaredLengths">The squared lengths of their vectors as they came.</param>
    /// <param name="threads">How many threads to use.</param>
    public void Link(int[] slots, float[] squaredLengths, int threads)
    {
        int[] order = OrderByPlace(slots, squaredLengths, threads);
        var chosen = new int[slots.Length][][];
        workers.Run(slots.Length, threads, (at, worker) =>
        {
            int i = order[at];
            Prepare(worker.Scratch, slots[i], squaredLengths[i]);
            chosen[i] = worker.Writer.Choose(graph, worker.Scratch, slots[i], graph.LevelOf(slots[i]));
        });
        var back = new List<(int Layer, int Neighbour, int Slot)>();
        for (int i = 0; i < slots.Length; i++)
        {
            for (int layer = 0; layer < chosen[i].Length; layer++)
            {
                foreach (int neighbour in chosen[i][layer])
                {
                    back.Add((layer, neighbour, slots[i]));
                }
            }
        }

        back.Sort();
        var starts = new List<int>();
        for (int i = 0; i < back.Count; i++)
        {
            if (i == 0 || (back[i].Layer, back[i].Neighbour) != (back[i - 1].Layer, back[i - 1].Neighbour))
            {
                starts.Add(i);
            }
        }

        workers.Run(slots.Length, threads, (i, worker) => WriteOwn(worker.Writer, slots[i], chosen[i]));
        workers.Run(starts.Count, threads, (i, worker) =>
        {
            int end = i + 1 < starts.Count ? starts[i + 1] : back.Count;
            for (int at = starts[i]; at < end; at++)
            {
                worker.Writer.LinkBack(graph, worker.Scratch, back[at].Neighbour, back[at].Slot, back[at].Layer);
            }
        });
        KeepInReach();
    }

    // One after the other, in the order of slots: this looks into lists besides those it changes.
    private void KeepInReach()
    {
        var dropped = new List<(int Layer, int Slot)>();
        foreach (var (_, writer) in workers.Idle)
        {
            writer.MoveDropped(dropped);
        }

        dropped.Sort();
        var any = workers.Idle.First();
        for (int i = 0; i < dropped.Count; i++)
        {
            if (i == 0 || dropped[i] != dropped[i - 1])
            {
                any.Writer.KeepInReach(graph, any.Scratch, dropped[i].Slot, dropped[i].Layer);
            }
        }
    }

    // Nodes that the same nodes of the higher layers are nearest to come one after the other: a walk then finds in the caches what the walk before it
    // read. The graph does not depend on the order.
    private int[] OrderByPlace(int[] slots, float[] squaredLengths, int threads)
    {
        var places = new (int[] Path, int Index)[slots.Length];
        workers.Run(slots.Length, threads, (i, worker) =>
        {
            Prepare(worker.Scratch, slots[i], squaredLengths[i]);
            places[i] = (worker.Writer.PathTo(graph, worker.Scratch), i);
        });
        Array.Sort(places, (a, b) => a.Path.AsSpan().SequenceCompareTo(b.Path) is var byPath and not 0 ? byPath : a.Index - b.Index);
        return [.. places.Select(place => place.Index)];
    }

    private void Prepare(Scratch scratch, int slot, float squaredLength)
    {
        Buffer.MemoryCopy(graph.Rows.Row(slot), scratch.Query, graph.Rows.Stride * sizeof(float), graph.Rows.Stride * sizeof(float));
        graph.EncodeRow(scratch, options.Metric == VectorMetric.Cosine ? 1 : squaredLength, slot);
    }

    private void WriteOwn(IGraphWriter writer, int slot, int[][] chosen)
    {
        for (int layer = 0; layer < chosen.Length; layer++)
        {
            writer.WriteList(graph, slot, layer, chosen[layer]);
        }
    }
}
