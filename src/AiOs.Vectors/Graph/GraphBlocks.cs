namespace AiOs;

/// <summary>The memory of a graph.</summary>
/// <param name="Links">Links of layer 0.</param>
/// <param name="UpperRefs">Where the record of a node in higher layers is, and how many layers it has.</param>
/// <param name="Upper">Those records.</param>
/// <param name="Codes">Rows of codes.</param>
/// <param name="Bits">The bits of every node's neighbours, where the graph keeps them.</param>
internal sealed record GraphBlocks(NativeBlock Links, NativeBlock UpperRefs, NativeBlock Upper, NativeBlock Codes, NativeBlock Bits);
