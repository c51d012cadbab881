using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>A residual added, and the normalisation of a layer (Ba et al., arXiv:1607.06450).</summary>
internal static class LayerNorm
{
    /// <summary>row = (v - mean v)·scale/√(variance v + epsilon) + shift, with v = row + residual.</summary>
    /// <remarks>Three times over the row, which stays in the first-level cache meanwhile: the sum, the squares, the result.</remarks>
    public static void AddNorm(Span<float> row, ReadOnlySpan<float> residual, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, float epsilon)
    {
        Span<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(row);
        int tail = vectors.Length * Vector256<float>.Count;
        float mean = Add(vectors, MemoryMarshal.Cast<float, Vector256<float>>(residual)[..vectors.Length]);
        for (int i = tail; i < row.Length; i++)
        {
            row[i] += residual[i];
            mean += row[i];
        }

        mean /= row.Length;
        float squares = Squares(vectors, mean);
        for (int i = tail; i < row.Length; i++)
        {
            squares += (row[i] - mean) * (row[i] - mean);
        }

        float factor = 1 / MathF.Sqrt((squares / row.Length) + epsilon);
        Scale(
            vectors,
            mean,
            factor,
            MemoryMarshal.Cast<float, Vector256<float>>(scale)[..vectors.Length],
            MemoryMarshal.Cast<float, Vector256<float>>(shift)[..vectors.Length]);
        for (int i = tail; i < row.Length; i++)
        {
            row[i] = ((row[i] - mean) * factor * scale[i]) + shift[i];
        }
    }

    // Two sums, because one would wait for each addition before it could begin the next.
    private static float Add(Span<Vector256<float>> row, ReadOnlySpan<Vector256<float>> residual)
    {
        Vector256<float> even = default;
        Vector256<float> odd = default;
        int i = 0;
        for (; i < row.Length - 1; i += 2)
        {
            row[i] += residual[i];
            row[i + 1] += residual[i + 1];
            even += row[i];
            odd += row[i + 1];
        }

        if (i < row.Length)
        {
            row[i] += residual[i];
            even += row[i];
        }

        return Vector256.Sum(even + odd);
    }

    private static float Squares(ReadOnlySpan<Vector256<float>> row, float mean)
    {
        Vector256<float> even = default;
        Vector256<float> odd = default;
        Vector256<float> middle = Vector256.Create(mean);
        int i = 0;
        for (; i < row.Length - 1; i += 2)
        {
            Vector256<float> left = row[i] - middle;
            Vector256<float> right = row[i + 1] - middle;
            even = Vector256.MultiplyAddEstimate(left, left, even);
            odd = Vector256.MultiplyAddEstimate(right, right, odd);
        }

        if (i < row.Length)
        {
            Vector256<float> last = row[i] - middle;
            even = Vector256.MultiplyAddEstimate(last, last, even);
        }

        return Vector256.Sum(even + odd);
    }

    private static void Scale(
        Span<Vector256<float>> row, float mean, float factor, ReadOnlySpan<Vector256<float>> scale, ReadOnlySpan<Vector256<float>> shift)
    {
        Vector256<float> middle = Vector256.Create(mean);
        Vector256<float> times = Vector256.Create(factor);
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = Vector256.MultiplyAddEstimate((row[i] - middle) * times, scale[i], shift[i]);
        }
    }
}
