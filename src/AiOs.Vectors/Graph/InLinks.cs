namespace AiOs;

/// <summary>Keeps every node in reach: who loses a link is given another where none is left.</summary>
/// <remarks>Who links to a node is not stored. But almost every link has a link back, so it is enough to look into the lists of the nodes that it links to
/// itself: a node that one of them links to can be reached from there. It may fail where all those lists are full and each of their links is the only one
/// its end has; such a node stays without a link.</remarks>
internal static unsafe class InLinks
{
    /// <summary>Gives a node a link from one of those it links to, if none of them has one.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">A live node.</param>
    /// <param name="layer">A layer that the node is in.</param>
    /// <returns>Whether one of them links to it now.</returns>
    public static bool TryEnsure(GraphState graph, int node, int layer)
    {
        if (Has(graph, node, layer, -1))
        {
            return true;
        }

        var links = ListOf(graph, node, layer);
        foreach (int other in links)
        {
            if (graph.Rows.IsStored(other) && AddIfRoom(graph, other, node, layer))
            {
                return true;
            }
        }

        foreach (int other in links)
        {
            if (graph.Rows.IsStored(other) && TakePlace(graph, other, node, layer))
            {
                return true;
            }
        }

        foreach (int other in links)
        {
            if (graph.Rows.IsStored(other) && JoinNeighbour(graph, other, node, layer))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a link where the list has room for it.</summary>
    /// <returns>Whether the node links to the slot now.</returns>
    public static bool AddIfRoom(GraphState graph, int node, int slot, int layer)
    {
        var list = ListOf(graph, node, layer);
        if (list.Contains(slot))
        {
            return true;
        }

        int* links = graph.LinksOf(node, layer);
        int most = graph.DegreeAt(layer);
        if (links is null || list.Length == most)
        {
            return false;
        }

        if (list.Length + 1 < most)
        {
            links[list.Length + 1] = -1;
        }

        graph.SetLink(node, layer, links, list.Length, slot);
        return true;
    }

    // Whether one of those that the node links to, other than a given one, links to it.
    private static bool Has(GraphState graph, int node, int layer, int except)
    {
        foreach (int other in ListOf(graph, node, layer))
        {
            if (other != except && graph.Rows.IsStored(other) && ListOf(graph, other, layer).Contains(node))
            {
                return true;
            }
        }

        return false;
    }

    // Puts a node in the place of one that can be reached from elsewhere too, of the later ones first: what was chosen nearest stands first in a short list.
    private static bool TakePlace(GraphState graph, int node, int slot, int layer)
    {
        var list = ListOf(graph, node, layer);
        for (int i = list.Length - 1; i >= 0; i--)
        {
            if (Has(graph, list[i], layer, node))
            {
                graph.SetLink(node, layer, graph.LinksOf(node, layer), i, slot);
                return true;
            }
        }

        return false;
    }

    // Many rows in one place may all hang on one of them, whose list is full: then on one of those.
    private static bool JoinNeighbour(GraphState graph, int node, int slot, int layer)
    {
        foreach (int other in ListOf(graph, node, layer))
        {
            if (other != slot && graph.Rows.IsStored(other) && AddIfRoom(graph, slot, other, layer) && AddIfRoom(graph, other, slot, layer))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<int> ListOf(GraphState graph, int node, int layer)
    {
        int* links = graph.LinksOf(node, layer);
        return links is null ? [] : new(links, GraphSearch.Gather(links, graph.DegreeAt(layer), graph.Rows.Capacity));
    }
}
