namespace AiOs;

/// <summary>Answers searches on a graph, whatever spaces it measures in.</summary>
internal interface IGraphReader
{
    /// <summary>Writes the nearest neighbours of the query in the scratch memory.</summary>
    /// <returns>How many were written.</returns>
    int Search(GraphMutator mutator, Lock writing, Scratch scratch, Span<Neighbor> nearest, VectorSearchOptions search);
}
