namespace AiOs;

/// <summary>Makes indexes whose neighbours have another number of bits than the dimensions call for.</summary>
internal static class NeighborBitsIndex
{
    public static HnswIndex Create(int dimensions, HnswOptions options, int planes, int capacity) => new(
        dimensions, options.Validated(), coder => new GraphState(dimensions, options, coder, capacity, planes), 0);
}
