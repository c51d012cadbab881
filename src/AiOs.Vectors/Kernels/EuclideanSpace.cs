using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Squared Euclidean distances on floats.</summary>
internal readonly unsafe struct EuclideanSpace(float* query, float* rows, int stride) : IGraphSpace<EuclideanSpace>
{
    public static EuclideanSpace OfQuery(GraphState graph, Scratch scratch) => new(scratch.Query, graph.Rows.Vectors, graph.Rows.Stride);

    public static EuclideanSpace OfRow(GraphState graph, int slot, Scratch scratch) =>
        new(graph.Rows.Row(slot), graph.Rows.Vectors, graph.Rows.Stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Measure(int slot) => FloatKernels.SquaredDistance(query, rows + (long)slot * stride, stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Measure4(int* slots, float* distances) => FloatKernels.SquaredDistance4(
        query, rows + (long)slots[0] * stride, rows + (long)slots[1] * stride, rows + (long)slots[2] * stride, rows + (long)slots[3] * stride,
        stride, distances);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int slot) => Prefetching.All(rows + (long)slot * stride, stride * sizeof(float));
}
