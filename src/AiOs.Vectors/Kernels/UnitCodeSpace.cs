using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Cosine distances estimated on codes of unit vectors.</summary>
internal readonly unsafe struct UnitCodeSpace(sbyte* query, CodePoint point, byte* rows, int stride, int length) : IGraphSpace<UnitCodeSpace>
{
    public static UnitCodeSpace OfQuery(GraphState graph, Scratch scratch) =>
        new(scratch.QueryCode, scratch.QueryPoint, graph.Codes, graph.CodesApart, graph.Coder!.Length);

    public static UnitCodeSpace OfRow(GraphState graph, int slot, Scratch scratch) => new(
        scratch.RowCode, graph.Coder!.Decode(graph.CodesOf(slot), scratch.RowCode), graph.Codes, graph.CodesApart, graph.Coder.Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Measure(int slot) => Distance(CodeKernels.Dot(query, rows + (long)slot * stride, length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Measure4(int* slots, float* distances)
    {
        int* dots = (int*)distances;
        CodeKernels.Dot4(
            query, rows + (long)slots[0] * stride, rows + (long)slots[1] * stride, rows + (long)slots[2] * stride, rows + (long)slots[3] * stride,
            length, dots);
        distances[0] = Distance(dots[0]);
        distances[1] = Distance(dots[1]);
        distances[2] = Distance(dots[2]);
        distances[3] = Distance(dots[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int slot) => Prefetching.All(rows + (long)slot * stride, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Distance(int dot) => point.Bias - point.Factor * (dot - point.Offset);
}
