namespace AiOs;

/// <summary>A space that a graph is built and searched in.</summary>
/// <typeparam name="TSelf">The space itself.</typeparam>
internal interface IGraphSpace<TSelf> : ISpace
    where TSelf : struct, IGraphSpace<TSelf>
{
    /// <summary>Measures against the query in the scratch memory.</summary>
    static abstract TSelf OfQuery(GraphState graph, Scratch scratch);

    /// <summary>Measures against a stored row. Uses the row part of the scratch memory until the next call.</summary>
    static abstract TSelf OfRow(GraphState graph, int slot, Scratch scratch);
}
