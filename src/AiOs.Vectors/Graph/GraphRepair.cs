namespace AiOs;

/// <summary>Mends lists after nodes were dropped. One at a time; searches go on meanwhile.</summary>
/// <typeparam name="TSpace">The space that links are chosen in.</typeparam>
internal sealed unsafe class GraphRepair<TSpace>
    where TSpace : struct, IGraphSpace<TSpace>
{
    private readonly ulong[] _sorted = new ulong[512]; // The links of a dropped node, 2M.

    /// <summary>Gives the neighbours of a dropped node other links in its place, and sees that those it linked to stay in reach.</summary>
    public void Unlink(GraphState graph, Scratch scratch, int slot)
    {
        for (int layer = graph.LevelOf(slot); layer >= 0; layer--)
        {
            int* links = graph.LinksOf(slot, layer);
            int degree = GraphSearch.Gather(links, graph.DegreeAt(layer), graph.Rows.Capacity);
            for (int i = 0; i < degree; i++)
            {
                _ = TryReplace(graph, scratch, links[i], slot, layer);
            }

            for (int i = 0; i < degree; i++)
            {
                if (graph.Rows.IsStored(links[i]))
                {
                    KeepInReach(graph, scratch, links[i], layer);
                }
            }
        }
    }

    /// <summary>Replaces the links of a node that lead to dropped nodes.</summary>
    public void Repair(GraphState graph, Scratch scratch, int slot)
    {
        for (int layer = graph.LevelOf(slot); layer >= 0; layer--)
        {
            int* links = graph.LinksOf(slot, layer);
            for (int i = 0; i < graph.DegreeAt(layer) && (uint)links[i] < (uint)graph.Rows.Capacity;)
            {
                // Where a link was replaced, another neighbour stands now, or the list is shorter.
                i += graph.Rows.IsStored(links[i]) || !TryReplace(graph, scratch, slot, links[i], layer) ? 1 : 0;
            }
        }
    }

    /// <summary>Gives a node that no link may lead to any more a link from one of its neighbours.</summary>
    public void KeepInReach(GraphState graph, Scratch scratch, int slot, int layer)
    {
        if (!InLinks.TryEnsure(graph, slot, layer))
        {
            // Everything it links to may have been dropped.
            Repair(graph, scratch, slot);
            _ = InLinks.TryEnsure(graph, slot, layer);
        }
    }

    // Takes a removed node out of a stored neighbour's list, if it is there, and puts the best of the removed node's other neighbours in its place.
    private bool TryReplace(GraphState graph, Scratch scratch, int node, int removed, int layer)
    {
        int* links = graph.LinksOf(node, layer);
        int most = graph.DegreeAt(layer);
        int degree = links is null ? 0 : GraphSearch.Gather(links, most, graph.Rows.Capacity);
        int at = links is null ? -1 : new Span<int>(links, degree).IndexOf(removed);
        if (at < 0 || !graph.Rows.IsStored(node))
        {
            return false;
        }

        int* others = graph.LinksOf(removed, layer);
        int candidates = others is null ? 0 : Candidates(graph, scratch, node, new Span<int>(links, degree), others, layer);
        int found = BestApart(graph, scratch, links, degree, at, candidates);
        if (found >= 0)
        {
            graph.SetLink(node, layer, links, at, found);
            InLinks.AddIfRoom(graph, found, node, layer);
            return true;
        }

        graph.SetLink(node, layer, links, at, links[degree - 1]);
        Volatile.Write(ref links[degree - 1], -1);
        return true;
    }

    // Gives the removed node's live neighbours that the node has no link to, nearest first.
    private int Candidates(GraphState graph, Scratch scratch, int node, Span<int> own, int* others, int layer)
    {
        int count = 0;
        int degree = GraphSearch.Gather(others, graph.DegreeAt(layer), graph.Rows.Capacity);
        for (int i = 0; i < degree; i++)
        {
            int other = others[i];
            if (other != node && graph.Rows.IsStored(other) && graph.LevelOf(other) >= layer && !own.Contains(other))
            {
                scratch.Slots[count++] = other;
            }
        }

        GraphSearch.Measure(TSpace.OfRow(graph, node, scratch), scratch.Slots, count, scratch.Distances);
        for (int i = 0; i < count; i++)
        {
            _sorted[i] = Candidate.Of(scratch.Distances[i], scratch.Slots[i]);
        }

        _sorted.AsSpan(0, count).Sort();
        return count;
    }

    private int BestApart(GraphState graph, Scratch scratch, int* links, int degree, int at, int candidates)
    {
        for (int i = 0; i < candidates; i++)
        {
            int slot = Candidate.Slot(_sorted[i]);
            float distance = Candidate.Distance(_sorted[i]);
            var space = TSpace.OfRow(graph, slot, scratch);
            bool isApart = true;
            for (int j = 0; j < degree && isApart; j++)
            {
                isApart = j == at || space.Measure(links[j]) >= distance;
            }

            if (isApart)
            {
                return slot;
            }
        }

        return candidates > 0 ? Candidate.Slot(_sorted[0]) : -1;
    }
}
