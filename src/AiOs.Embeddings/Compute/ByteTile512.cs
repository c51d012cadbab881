using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AiOs;

/// <summary>The kernels of 8-bit layers for vectors of 64 codes: up to 8 rows by two panels of 16 outputs, exact sums.</summary>
/// <remarks>
/// <para>The products of 16 inputs are added in 16 bits and widened to 32 once, which five multiplications do where four times one after
/// another would take eight. <see cref="CodeGroups"/> sees to it that 16 bits suffice. On processors of today that is faster than half
/// as wide vectors with an instruction that does it all.</para>
/// <para>8 rows by 32 outputs are 16 sums; with 8 vectors of B, 4 of A and 3 more that is 31 of the 32 registers.</para>
/// </remarks>
internal static unsafe class ByteTile512
{
    public const int WideRows = 8;
    public const int NarrowRows = 4;

    public static bool IsSupported => Avx512BW.IsSupported;

    /// <summary>8 rows by two panels.</summary>
    /// <param name="a">Codes of 8 rows, each 0 to 127.</param>
    /// <param name="depth">From one row to the next, and the number of codes to sum over; a multiple of 16.</param>
    /// <param name="left">One panel of a <see cref="QuantizedMatrix"/>.</param>
    /// <param name="right">Another.</param>
    /// <param name="next">What is fetched from memory meanwhile, depth/16 cache lines: a part of the panels that come next.</param>
    /// <param name="c">Receives 8 rows of 16 and 16 sums.</param>
    /// <param name="ldc">From one row of C to the next.</param>
    public static void Wide(byte* a, nint depth, sbyte* left, sbyte* right, sbyte* next, int* c, nint ldc)
    {
        Debug.Assert(depth % CodeGroups.Inputs == 0, "whole groups");
        Vector512<int> c00 = default;
        Vector512<int> c01 = default;
        Vector512<int> c10 = default;
        Vector512<int> c11 = default;
        Vector512<int> c20 = default;
        Vector512<int> c21 = default;
        Vector512<int> c30 = default;
        Vector512<int> c31 = default;
        Vector512<int> c40 = default;
        Vector512<int> c41 = default;
        Vector512<int> c50 = default;
        Vector512<int> c51 = default;
        Vector512<int> c60 = default;
        Vector512<int> c61 = default;
        Vector512<int> c70 = default;
        Vector512<int> c71 = default;
        nint twice = 2 * depth;
        byte* a3 = a + depth + twice;
        byte* a6 = a3 + depth + twice;
        for (nint k = 0; k < depth; k += 16, left += 256, right += 256, next += 64, a += 16, a3 += 16, a6 += 16)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch1(next);
            }

            Vector512<sbyte> l0 = Vector512.Load(left);
            Vector512<sbyte> l1 = Vector512.Load(left + 64);
            Vector512<sbyte> l2 = Vector512.Load(left + 128);
            Vector512<sbyte> l3 = Vector512.Load(left + 192);
            Vector512<sbyte> r0 = Vector512.Load(right);
            Vector512<sbyte> r1 = Vector512.Load(right + 64);
            Vector512<sbyte> r2 = Vector512.Load(right + 128);
            Vector512<sbyte> r3 = Vector512.Load(right + 192);
            c00 = Add(c00, a, l0, l1, l2, l3);
            c01 = Add(c01, a, r0, r1, r2, r3);
            c10 = Add(c10, a + depth, l0, l1, l2, l3);
            c11 = Add(c11, a + depth, r0, r1, r2, r3);
            c20 = Add(c20, a + twice, l0, l1, l2, l3);
            c21 = Add(c21, a + twice, r0, r1, r2, r3);
            c30 = Add(c30, a3, l0, l1, l2, l3);
            c31 = Add(c31, a3, r0, r1, r2, r3);
            c40 = Add(c40, a3 + depth, l0, l1, l2, l3);
            c41 = Add(c41, a3 + depth, r0, r1, r2, r3);
            c50 = Add(c50, a3 + twice, l0, l1, l2, l3);
            c51 = Add(c51, a3 + twice, r0, r1, r2, r3);
            c60 = Add(c60, a6, l0, l1, l2, l3);
            c61 = Add(c61, a6, r0, r1, r2, r3);
            c70 = Add(c70, a6 + depth, l0, l1, l2, l3);
            c71 = Add(c71, a6 + depth, r0, r1, r2, r3);
        }

        Store(c00, c01, c);
        Store(c10, c11, c + ldc);
        Store(c20, c21, c + (2 * ldc));
        Store(c30, c31, c + (3 * ldc));
        Store(c40, c41, c + (4 * ldc));
        Store(c50, c51, c + (5 * ldc));
        Store(c60, c61, c + (6 * ldc));
        Store(c70, c71, c + (7 * ldc));
    }

    /// <summary>4 rows by two panels, for the rows that are left.</summary>
    public static void Narrow(byte* a, nint depth, sbyte* left, sbyte* right, sbyte* next, int* c, nint ldc)
    {
        Debug.Assert(depth % CodeGroups.Inputs == 0, "whole groups");
        Vector512<int> c00 = default;
        Vector512<int> c01 = default;
        Vector512<int> c10 = default;
        Vector512<int> c11 = default;
        Vector512<int> c20 = default;
        Vector512<int> c21 = default;
        Vector512<int> c30 = default;
        Vector512<int> c31 = default;
        nint twice = 2 * depth;
        byte* a3 = a + depth + twice;
        for (nint k = 0; k < depth; k += 16, left += 256, right += 256, next += 64, a += 16, a3 += 16)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch1(next);
            }

            Vector512<sbyte> l0 = Vector512.Load(left);
            Vector512<sbyte> l1 = Vector512.Load(left + 64);
            Vector512<sbyte> l2 = Vector512.Load(left + 128);
            Vector512<sbyte> l3 = Vector512.Load(left + 192);
            Vector512<sbyte> r0 = Vector512.Load(right);
            Vector512<sbyte> r1 = Vector512.Load(right + 64);
            Vector512<sbyte> r2 = Vector512.Load(right + 128);
            Vector512<sbyte> r3 = Vector512.Load(right + 192);
            c00 = Add(c00, a, l0, l1, l2, l3);
            c01 = Add(c01, a, r0, r1, r2, r3);
            c10 = Add(c10, a + depth, l0, l1, l2, l3);
            c11 = Add(c11, a + depth, r0, r1, r2, r3);
            c20 = Add(c20, a + twice, l0, l1, l2, l3);
            c21 = Add(c21, a + twice, r0, r1, r2, r3);
            c30 = Add(c30, a3, l0, l1, l2, l3);
            c31 = Add(c31, a3, r0, r1, r2, r3);
        }

        Store(c00, c01, c);
        Store(c10, c11, c + ldc);
        Store(c20, c21, c + (2 * ldc));
        Store(c30, c31, c + (3 * ldc));
    }

    // The second call for a row finds its four vectors of A in registers: the compiler sees that the loads are the same.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Add(
        Vector512<int> sum, byte* a, Vector512<sbyte> b0, Vector512<sbyte> b1, Vector512<sbyte> b2, Vector512<sbyte> b3)
    {
        Vector512<short> first = Avx512BW.MultiplyAddAdjacent(Four(a), b0) + Avx512BW.MultiplyAddAdjacent(Four(a + 4), b1);
        Vector512<short> second = Avx512BW.MultiplyAddAdjacent(Four(a + 8), b2) + Avx512BW.MultiplyAddAdjacent(Four(a + 12), b3);
        return sum + Avx512BW.MultiplyAddAdjacent(first + second, Vector512<short>.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Four(byte* codes) => Vector512.Create(*(uint*)codes).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> left, Vector512<int> right, int* to)
    {
        left.Store(to);
        right.Store(to + LinearLayer.PanelWidth);
    }
}
