using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>Dot products and squared distances of float rows, one or four rows against one query.</summary>
/// <remarks>
/// Rows are padded with zeros to a multiple of <see cref="Padding"/> floats, so there are no tails. Four rows at a time load the
/// query once and keep eight sums in flight, which hides the latency of the multiply-add: about 1.2 times one row at a time.
/// TensorPrimitives is the twin in tests, and multiplies on every machine without 256-bit vectors.
/// </remarks>
internal static unsafe class FloatKernels
{
    /// <summary>Rows are a multiple of this many floats.</summary>
    public const int Padding = 16;

    public static float Dot(float* a, float* b, int length)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            return Dot256(a, b, length);
        }

        return TensorPrimitives.Dot(new ReadOnlySpan<float>(a, length), new ReadOnlySpan<float>(b, length));
    }

    public static float SquaredDistance(float* a, float* b, int length)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            return SquaredDistance256(a, b, length);
        }

        return SquaredDistance128(a, b, length);
    }

    public static void Dot4(float* query, float* r0, float* r1, float* r2, float* r3, int length, float* results)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Dot4On512(query, r0, r1, r2, r3, length, results);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Dot4On256(query, r0, r1, r2, r3, length, results);
        }
        else
        {
            results[0] = Dot(query, r0, length);
            results[1] = Dot(query, r1, length);
            results[2] = Dot(query, r2, length);
            results[3] = Dot(query, r3, length);
        }
    }

    public static void SquaredDistance4(float* query, float* r0, float* r1, float* r2, float* r3, int length, float* results)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            SquaredDistance4On512(query, r0, r1, r2, r3, length, results);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            SquaredDistance4On256(query, r0, r1, r2, r3, length, results);
        }
        else
        {
            results[0] = SquaredDistance(query, r0, length);
            results[1] = SquaredDistance(query, r1, length);
            results[2] = SquaredDistance(query, r2, length);
            results[3] = SquaredDistance(query, r3, length);
        }
    }

    // TensorPrimitives has only the root of this, which does not square back to the same number.
    internal static float SquaredDistance128(float* a, float* b, int length)
    {
        var sum0 = Vector128<float>.Zero;
        var sum1 = Vector128<float>.Zero;
        for (int i = 0; i < length; i += 8)
        {
            var difference0 = Vector128.Load(a + i) - Vector128.Load(b + i);
            var difference1 = Vector128.Load(a + i + 4) - Vector128.Load(b + i + 4);
            sum0 += difference0 * difference0;
            sum1 += difference1 * difference1;
        }

        return Vector128.Sum(sum0 + sum1);
    }

    internal static float Dot256(float* a, float* b, int length)
    {
        var sum0 = Vector256<float>.Zero;
        var sum1 = Vector256<float>.Zero;
        for (int i = 0; i < length; i += 16)
        {
            sum0 = Vector256.FusedMultiplyAdd(Vector256.Load(a + i), Vector256.Load(b + i), sum0);
            sum1 = Vector256.FusedMultiplyAdd(Vector256.Load(a + i + 8), Vector256.Load(b + i + 8), sum1);
        }

        return Vector256.Sum(sum0 + sum1);
    }

    internal static float SquaredDistance256(float* a, float* b, int length)
    {
        var sum0 = Vector256<float>.Zero;
        var sum1 = Vector256<float>.Zero;
        for (int i = 0; i < length; i += 16)
        {
            sum0 = AddSquare(sum0, Vector256.Load(a + i), b + i);
            sum1 = AddSquare(sum1, Vector256.Load(a + i + 8), b + i + 8);
        }

        return Vector256.Sum(sum0 + sum1);
    }

    // The sums of a row are added in the order in which one row alone adds them: one and four at a time agree to the bit.
    internal static void Dot4On256(float* query, float* r0, float* r1, float* r2, float* r3, int length, float* results)
    {
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (int i = 0; i < length; i += 16)
        {
            var q0 = Vector256.Load(query + i);
            var q1 = Vector256.Load(query + i + 8);
            a0 = Vector256.FusedMultiplyAdd(q0, Vector256.Load(r0 + i), a0);
            b0 = Vector256.FusedMultiplyAdd(q0, Vector256.Load(r1 + i), b0);
            c0 = Vector256.FusedMultiplyAdd(q0, Vector256.Load(r2 + i), c0);
            d0 = Vector256.FusedMultiplyAdd(q0, Vector256.Load(r3 + i), d0);
            a1 = Vector256.FusedMultiplyAdd(q1, Vector256.Load(r0 + i + 8), a1);
            b1 = Vector256.FusedMultiplyAdd(q1, Vector256.Load(r1 + i + 8), b1);
            c1 = Vector256.FusedMultiplyAdd(q1, Vector256.Load(r2 + i + 8), c1);
            d1 = Vector256.FusedMultiplyAdd(q1, Vector256.Load(r3 + i + 8), d1);
        }

        results[0] = Vector256.Sum(a0 + a1);
        results[1] = Vector256.Sum(b0 + b1);
        results[2] = Vector256.Sum(c0 + c1);
        results[3] = Vector256.Sum(d0 + d1);
    }

    internal static void SquaredDistance4On256(float* query, float* r0, float* r1, float* r2, float* r3, int length, float* results)
    {
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (int i = 0; i < length; i += 16)
        {
            var q0 = Vector256.Load(query + i);
            var q1 = Vector256.Load(query + i + 8);
            a0 = AddSquare(a0, q0, r0 + i);
            b0 = AddSquare(b0, q0, r1 + i);
            c0 = AddSquare(c0, q0, r2 + i);
            d0 = AddSquare(d0, q0, r3 + i);
            a1 = AddSquare(a1, q1, r0 + i + 8);
            b1 = AddSquare(b1, q1, r1 + i + 8);
            c1 = AddSquare(c1, q1, r2 + i + 8);
            d1 = AddSquare(d1, q1, r3 + i + 8);
        }

        results[0] = Vector256.Sum(a0 + a1);
        results[1] = Vector256.Sum(b0 + b1);
        results[2] = Vector256.Sum(c0 + c1);
        results[3] = Vector256.Sum(d0 + d1);
    }

    internal static void Dot4On512(float* query, float* r0, float* r1, float* r2, float* r3, int length, float* results)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        for (int i = 0; i < length; i += 16)
        {
            var q = Vector512.Load(query + i);
            a = Vector512.FusedMultiplyAdd(q, Vector512.Load(r0 + i), a);
            b = Vector512.FusedMultiplyAdd(q, Vector512.Load(r1 + i), b);
            c = Vector512.FusedMultiplyAdd(q, Vector512.Load(r2 + i), c);
            d = Vector512.FusedMultiplyAdd(q, Vector512.Load(r3 + i), d);
        }

        results[0] = Halves(a);
        results[1] = Halves(b);
        results[2] = Halves(c);
        results[3] = Halves(d);
    }

    internal static void SquaredDistance4On512(float* query, float* r0, float* r1, float* r2, float* r3, int length, float* results)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        for (int i = 0; i < length; i += 16)
        {
            var q = Vector512.Load(query + i);
            var da = q - Vector512.Load(r0 + i);
            var db = q - Vector512.Load(r1 + i);
            var dc = q - Vector512.Load(r2 + i);
            var dd = q - Vector512.Load(r3 + i);
            a = Vector512.FusedMultiplyAdd(da, da, a);
            b = Vector512.FusedMultiplyAdd(db, db, b);
            c = Vector512.FusedMultiplyAdd(dc, dc, c);
            d = Vector512.FusedMultiplyAdd(dd, dd, d);
        }

        results[0] = Halves(a);
        results[1] = Halves(b);
        results[2] = Halves(c);
        results[3] = Halves(d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddSquare(Vector256<float> sum, Vector256<float> query, float* row)
    {
        var difference = query - Vector256.Load(row);
        return Vector256.FusedMultiplyAdd(difference, difference, sum);
    }

    // Lane i of the two halves holds what the two sums of the 256-bit kernels hold: the same additions, the same bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Halves(Vector512<float> sum) => Vector256.Sum(sum.GetLower() + sum.GetUpper());
}
