namespace AiOs;

/// <summary>Links nodes into a graph and out of it, whatever space it is built in.</summary>
internal interface IGraphWriter
{
    /// <summary>Links a node that has its row, codes and empty record. The scratch memory holds it as the query.</summary>
    void Insert(GraphState graph, Scratch scratch, int slot, int level);

    /// <summary>Chooses the links of a node that has its row and codes, and changes nothing. The scratch memory holds it as the query.</summary>
    /// <returns>The slots to link to, for each layer from 0 up.</returns>
    int[][] Choose(GraphState graph, Scratch scratch, int slot, int level);

    /// <summary>Gives the nearest node found in each layer above 0, from the highest down, to what the scratch memory holds as the query.</summary>
    int[] PathTo(GraphState graph, Scratch scratch);

    /// <summary>Writes the links of a node in one layer.</summary>
    void WriteList(GraphState graph, int node, int layer, ReadOnlySpan<int> slots);

    /// <summary>Gives a neighbour a link back to a new node. Changes the neighbour's list only; what falls out of it is remembered.</summary>
    void LinkBack(GraphState graph, Scratch scratch, int neighbour, int slot, int layer);

    /// <summary>Gives a node that no link may lead to any more a link from one of its neighbours.</summary>
    void KeepInReach(GraphState graph, Scratch scratch, int slot, int layer);

    /// <summary>Hands over which nodes fell out of lists, for <see cref="KeepInReach"/>, and forgets them.</summary>
    void MoveDropped(List<(int Layer, int Slot)> to);

    /// <summary>Gives the neighbours of a dropped node other links in its place. Nodes that link to it without a link back keep theirs.</summary>
    void Unlink(GraphState graph, Scratch scratch, int slot);

    /// <summary>Fills the room left in a list of layer 0 with the nearest of the neighbours' neighbours.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scratch">Memory to work with.</param>
    /// <param name="slot">The node.</param>
    /// <param name="degrees">How many links of each node to look at.</param>
    void Fill(GraphState graph, Scratch scratch, int slot, ReadOnlySpan<ushort> degrees);

    /// <summary>Measures how far the neighbours of a node are by rank, on average over some nodes.</summary>
    /// <returns>Mean distances, nearest first; empty for a graph with too few nodes.</returns>
    float[] Profile(GraphState graph, Scratch scratch);

    /// <summary>Replaces the links of a node that lead to dropped nodes.</summary>
    void Repair(GraphState graph, Scratch scratch, int slot);
}
