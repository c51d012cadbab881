using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AiOs;

/// <summary>Dot products of 7-bit codes (bytes 0 to 127) with an 8-bit query (-127 to 127), one or four rows against one query.</summary>
/// <remarks>
/// A pair of products is at most 2 x 127 x 127 = 32,258, so the 16-bit sums of <c>vpmaddubsw</c> cannot saturate; this is why codes
/// have seven bits. Rows are a multiple of <see cref="Padding"/> bytes. Integer sums: every path gives the same result.
/// </remarks>
internal static unsafe class CodeKernels
{
    /// <summary>Rows are a multiple of this many bytes.</summary>
    public const int Padding = 32;

    public static int Dot(sbyte* query, byte* row, int length)
    {
        if (Avx2.IsSupported)
        {
            return Dot256(query, row, length);
        }

        return Vector128.IsHardwareAccelerated ? Dot128(query, row, length) : DotScalar(query, row, length);
    }

    public static void Dot4(sbyte* query, byte* r0, byte* r1, byte* r2, byte* r3, int length, int* results)
    {
        if (Avx512BW.IsSupported)
        {
            Dot4On512(query, r0, r1, r2, r3, length, results);
        }
        else if (Avx2.IsSupported)
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

    internal static int Dot256(sbyte* query, byte* row, int length)
    {
        var sum = Vector256<int>.Zero;
        var ones = Vector256<short>.One;
        for (int i = 0; i < length; i += 32)
        {
            sum = Add(sum, row + i, Vector256.Load(query + i), ones);
        }

        return Vector256.Sum(sum);
    }

    internal static void Dot4On256(sbyte* query, byte* r0, byte* r1, byte* r2, byte* r3, int length, int* results)
    {
        Vector256<int> a = default, b = default, c = default, d = default;
        var ones = Vector256<short>.One;
        for (int i = 0; i < length; i += 32)
        {
            var q = Vector256.Load(query + i);
            a = Add(a, r0 + i, q, ones);
            b = Add(b, r1 + i, q, ones);
            c = Add(c, r2 + i, q, ones);
            d = Add(d, r3 + i, q, ones);
        }

        Store(a, b, c, d, results);
    }

    internal static void Dot4On512(sbyte* query, byte* r0, byte* r1, byte* r2, byte* r3, int length, int* results)
    {
        Vector512<int> a = default, b = default, c = default, d = default;
        var ones = Vector512<short>.One;
        int i = 0;
        for (; i + 64 <= length; i += 64)
        {
            var q = Vector512.Load(query + i);
            a += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(r0 + i), q), ones);
            b += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(r1 + i), q), ones);
            c += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(r2 + i), q), ones);
            d += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(r3 + i), q), ones);
        }

        var a1 = a.GetLower() + a.GetUpper();
        var b1 = b.GetLower() + b.GetUpper();
        var c1 = c.GetLower() + c.GetUpper();
        var d1 = d.GetLower() + d.GetUpper();
        if (i < length) // Half a step is left: rows are a multiple of 32.
        {
            var q = Vector256.Load(query + i);
            a1 = Add(a1, r0 + i, q, Vector256<short>.One);
            b1 = Add(b1, r1 + i, q, Vector256<short>.One);
            c1 = Add(c1, r2 + i, q, Vector256<short>.One);
            d1 = Add(d1, r3 + i, q, Vector256<short>.One);
        }

        Store(a1, b1, c1, d1, results);
    }

    internal static int Dot128(sbyte* query, byte* row, int length)
    {
        var sum = Vector128<int>.Zero;
        for (int i = 0; i < length; i += 16)
        {
            var codes = Vector128.Load(row + i).AsSByte(); // Below 128, so the sign bit is clear.
            var q = Vector128.Load(query + i);
            var low = Vector128.WidenLower(codes) * Vector128.WidenLower(q);
            var high = Vector128.WidenUpper(codes) * Vector128.WidenUpper(q);
            var pairs = low + high; // At most 32,258: still 16 bits.
            sum += Vector128.WidenLower(pairs) + Vector128.WidenUpper(pairs);
        }

        return Vector128.Sum(sum);
    }

    internal static int DotScalar(sbyte* query, byte* row, int length)
    {
        int sum = 0;
        for (int i = 0; i < length; i++)
        {
            sum += query[i] * row[i];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Add(Vector256<int> sum, byte* row, Vector256<sbyte> query, Vector256<short> ones) =>
        Avx2.Add(sum, Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(row), query), ones));

    // Adds across the four sums together: three horizontal steps for four results instead of three for each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d, int* results)
    {
        var abcd = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a, b), Avx2.HorizontalAdd(c, d));
        (abcd.GetLower() + abcd.GetUpper()).Store(results);
    }
}
