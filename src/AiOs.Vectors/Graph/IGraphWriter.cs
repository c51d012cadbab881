namespace AiOs;

/// <summary>Links nodes into a graph and out of it, whatever space it is built in.</summary>
internal interface IGraphWriter
{
    /// <summary>Links a node that has its row, codes and empty record. The scratch memory holds it as the query.</summary>
    void Insert(GraphState graph, Scratch scratch, int slot, int level);

    /// <summary>Gives the neighbours of a dropped node other links in its place. Nodes that link to it without a link back keep theirs.</summary>
    void Unlink(GraphState graph, Scratch scratch, int slot);

    /// <summary>Replaces the links of a node that lead to dropped nodes.</summary>
    void Repair(GraphState graph, Scratch scratch, int slot);
}
