using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Squared Euclidean distances and inner products estimated on codes of vectors of any length: each row carries its own step
/// and its share of the distance behind its codes.</summary>
internal readonly unsafe struct ScaledCodeSpace(sbyte* query, CodePoint point, byte* rows, int stride, int length) : IGraphSpace<ScaledCodeSpace>
{
    public static ScaledCodeSpace OfQuery(GraphState graph, Scratch scratch) =>
        new(scratch.QueryCode, scratch.QueryPoint, graph.Codes, graph.CodesApart, graph.Coder!.Length);

    public static ScaledCodeSpace OfRow(GraphState graph, int slot, Scratch scratch) => new(
        scratch.RowCode, graph.Coder!.Decode(graph.CodesOf(slot), scratch.RowCode), graph.Codes, graph.CodesApart, graph.Coder.Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Measure(int slot)
    {
        byte* row = rows + (long)slot * stride;
        return Distance(CodeKernels.Dot(query, row, length), row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Measure4(int* slots, float* distances)
    {
        byte* r0 = rows + (long)slots[0] * stride;
        byte* r1 = rows + (long)slots[1] * stride;
        byte* r2 = rows + (long)slots[2] * stride;
        byte* r3 = rows + (long)slots[3] * stride;
        int* dots = (int*)distances;
        CodeKernels.Dot4(query, r0, r1, r2, r3, length, dots);
        distances[0] = Distance(dots[0], r0);
        distances[1] = Distance(dots[1], r1);
        distances[2] = Distance(dots[2], r2);
        distances[3] = Distance(dots[3], r3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int slot)
    {
        Prefetching.All(rows + (long)slot * stride, length + 2 * sizeof(float));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Distance(int dot, byte* row)
    {
        float* own = (float*)(row + length);
        return point.Bias + own[1] - point.Factor * own[0] * (dot - point.Offset);
    }
}
