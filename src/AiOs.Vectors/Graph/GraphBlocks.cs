namespace AiOs;

/// <summary>The memory of a graph.</summary>
/// <param name="Nodes">Of each node its links of layer 0, its codes, and the bits of its neighbours, next to each other.</param>
/// <param name="UpperRefs">Where the record of a node in higher layers is, and how many layers it has.</param>
/// <param name="Upper">Those records.</param>
internal sealed record GraphBlocks(NativeBlock Nodes, NativeBlock UpperRefs, NativeBlock Upper);
