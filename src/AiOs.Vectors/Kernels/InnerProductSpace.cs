using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Inner products on floats, taken from an offset: 1 for cosine on unit vectors, 0 for the plain inner product.</summary>
internal readonly unsafe struct InnerProductSpace(float* query, float* rows, int stride, float offset) : IGraphSpace<InnerProductSpace>
{
    public static InnerProductSpace OfQuery(GraphState graph, Scratch scratch) => OfPointer(graph, scratch.Query);

    public static InnerProductSpace OfRow(GraphState graph, int slot, Scratch scratch) => OfPointer(graph, graph.Rows.Row(slot));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Measure(int slot) => offset - FloatKernels.Dot(query, rows + (long)slot * stride, stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Measure4(int* slots, float* distances)
    {
        FloatKernels.Dot4(
            query, rows + (long)slots[0] * stride, rows + (long)slots[1] * stride, rows + (long)slots[2] * stride, rows + (long)slots[3] * stride,
            stride, distances);
        distances[0] = offset - distances[0];
        distances[1] = offset - distances[1];
        distances[2] = offset - distances[2];
        distances[3] = offset - distances[3];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int slot) => Prefetching.All(rows + (long)slot * stride, stride * sizeof(float));

    private static InnerProductSpace OfPointer(GraphState graph, float* vector) =>
        new(vector, graph.Rows.Vectors, graph.Rows.Stride, graph.Metric == VectorMetric.Cosine ? 1 : 0);
}
