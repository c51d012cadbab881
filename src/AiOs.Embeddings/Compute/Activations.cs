using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>The functions between matrix products, each over a row in place.</summary>
internal static class Activations
{
    // Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: the error function to 1.5e-7.
    private const float P = 0.3275911f;
    private const float A1 = 0.254829592f;
    private const float A2 = -0.284496736f;
    private const float A3 = 1.421413741f;
    private const float A4 = -1.453152027f;
    private const float A5 = 1.061405429f;
    private const float RootHalf = 0.70710678f;

    /// <summary>x·Φ(x), Φ the normal distribution function (Hendrycks and Gimpel, arXiv:1606.08415). A multiple of 16 numbers.</summary>
    public static void Gelu(Span<float> row)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            foreach (ref Vector512<float> x in MemoryMarshal.Cast<float, Vector512<float>>(row))
            {
                x = Gelu(x);
            }
        }
        else
        {
            foreach (ref Vector256<float> x in MemoryMarshal.Cast<float, Vector256<float>>(row))
            {
                x = Gelu(x);
            }
        }
    }

    /// <summary>The approximation of GELU by a tangent, which some models were trained with.</summary>
    public static void GeluTanh(Span<float> row)
    {
        foreach (ref float x in row)
        {
            x *= 0.5f * (1 + MathF.Tanh(0.79788456f * (x + (0.044715f * x * x * x))));
        }
    }

    /// <summary>The larger of x and 0.</summary>
    public static void Relu(Span<float> row) => TensorPrimitives.Max(row, 0f, row);

    /// <summary>e to the power of each, divided by their sum; the largest is subtracted first, so nothing overflows.</summary>
    /// <param name="row">A multiple of 16 numbers; those that do not count are overwritten.</param>
    /// <param name="count">How many of them count; the others become 0.</param>
    public static void Softmax(Span<float> row, int count)
    {
        row[count..].Fill(float.NegativeInfinity);
        if (Vector512.IsHardwareAccelerated)
        {
            Softmax(MemoryMarshal.Cast<float, Vector512<float>>(row));
        }
        else
        {
            Softmax(MemoryMarshal.Cast<float, Vector256<float>>(row));
        }
    }

    // Halves of 1 - erf z for z = |x|/√2; which of them and its rest is x's share depends on its sign.
    private static Vector512<float> Gelu(Vector512<float> x)
    {
        Vector512<float> z = Vector512.Abs(x) * RootHalf;
        Vector512<float> t = Vector512<float>.One / Vector512.MultiplyAddEstimate(Vector512.Create(P), z, Vector512<float>.One);
        Vector512<float> sum = Vector512.MultiplyAddEstimate(Vector512.Create(A5), t, Vector512.Create(A4));
        sum = Vector512.MultiplyAddEstimate(sum, t, Vector512.Create(A3));
        sum = Vector512.MultiplyAddEstimate(sum, t, Vector512.Create(A2));
        sum = Vector512.MultiplyAddEstimate(sum, t, Vector512.Create(A1));
        Vector512<float> half = sum * t * FastExp.Of(-(z * z)) * 0.5f;
        return x * Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), half, Vector512<float>.One - half);
    }

    private static Vector256<float> Gelu(Vector256<float> x)
    {
        Vector256<float> z = Vector256.Abs(x) * RootHalf;
        Vector256<float> t = Vector256<float>.One / Vector256.MultiplyAddEstimate(Vector256.Create(P), z, Vector256<float>.One);
        Vector256<float> sum = Vector256.MultiplyAddEstimate(Vector256.Create(A5), t, Vector256.Create(A4));
        sum = Vector256.MultiplyAddEstimate(sum, t, Vector256.Create(A3));
        sum = Vector256.MultiplyAddEstimate(sum, t, Vector256.Create(A2));
        sum = Vector256.MultiplyAddEstimate(sum, t, Vector256.Create(A1));
        Vector256<float> half = sum * t * FastExp.Of(-(z * z)) * 0.5f;
        return x * Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), half, Vector256<float>.One - half);
    }

    private static void Softmax(Span<Vector512<float>> row)
    {
        Vector512<float> largest = row[0];
        foreach (Vector512<float> x in row)
        {
            largest = Vector512.MaxNative(largest, x);
        }

        Vector512<float> top = Vector512.Create(Lanes.Largest(Vector256.MaxNative(largest.GetLower(), largest.GetUpper())));
        Vector512<float> sums = default;
        foreach (ref Vector512<float> x in row)
        {
            x = FastExp.Of(x - top);
            sums += x;
        }

        float scale = 1 / Vector512.Sum(sums);
        foreach (ref Vector512<float> x in row)
        {
            x *= scale;
        }
    }

    private static void Softmax(Span<Vector256<float>> row)
    {
        Vector256<float> largest = row[0];
        foreach (Vector256<float> x in row)
        {
            largest = Vector256.MaxNative(largest, x);
        }

        Vector256<float> top = Vector256.Create(Lanes.Largest(largest));
        Vector256<float> sums = default;
        foreach (ref Vector256<float> x in row)
        {
            x = FastExp.Of(x - top);
            sums += x;
        }

        float scale = 1 / Vector256.Sum(sums);
        foreach (ref Vector256<float> x in row)
        {
            x *= scale;
        }
    }
}
