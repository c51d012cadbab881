using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AiOs;

/// <summary>The kernels of 8-bit layers: 6 rows by one panel of 16 outputs, exact sums of products of codes.</summary>
internal static unsafe class ByteTile
{
    private const int RowCount = Gemm.TileRows;

    /// <summary>Multiplies.</summary>
    /// <param name="a">Codes of 6 rows, each 0 to 127.</param>
    /// <param name="depth">From one row to the next, and the number of codes to sum over; a multiple of 4.</param>
    /// <param name="panel">One panel of a <see cref="QuantizedMatrix"/>.</param>
    /// <param name="c">Receives 6 rows of 16 sums.</param>
    /// <param name="ldc">From one row of C to the next.</param>
    public static void Multiply(byte* a, nint depth, sbyte* panel, int* c, nint ldc)
    {
        if (AvxVnni.IsSupported)
        {
            MultiplyVnni(a, depth, panel, c, ldc);
        }
        else if (Avx2.IsSupported)
        {
            MultiplyAvx2(a, depth, panel, c, ldc);
        }
        else
        {
            MultiplyPlain(a, depth, panel, c, ldc);
        }
    }

    /// <summary>Turns 16 sums into numbers in place: sum·step·steps + least·sums + bias.</summary>
    public static void Finish(float* row, float step, float least, float* steps, float* sums, float* bias)
    {
        for (int i = 0; i < LinearLayer.PanelWidth; i += Vector256<float>.Count)
        {
            Vector256<float> sum = Vector256.ConvertToSingle(Vector256.Load((int*)row + i));
            Vector256<float> rest = (Vector256.Load(sums + i) * least) + Vector256.Load(bias + i);
            ((sum * (Vector256.Load(steps + i) * step)) + rest).Store(row + i);
        }
    }

    /// <summary>The same, a product at a time: for machines without AVX2, and the twin that the others are compared with.</summary>
    public static void MultiplyPlain(byte* a, nint depth, sbyte* panel, int* c, nint ldc)
    {
        for (int row = 0; row < RowCount; row++, a += depth, c += ldc)
        {
            for (int column = 0; column < LinearLayer.PanelWidth; column++)
            {
                int sum = 0;
                for (nint k = 0; k < depth; k++)
                {
                    sum += a[k] * panel[(k / 4 * 64) + (column * 4) + (k % 4)];
                }

                c[column] = sum;
            }
        }
    }

    // 12 sums, 2 vectors of B and 1 of A are 15 of the 16 registers that these instructions can name.
    private static void MultiplyVnni(byte* a, nint depth, sbyte* panel, int* c, nint ldc)
    {
        Vector256<int> c00 = default;
        Vector256<int> c01 = default;
        Vector256<int> c10 = default;
        Vector256<int> c11 = default;
        Vector256<int> c20 = default;
        Vector256<int> c21 = default;
        Vector256<int> c30 = default;
        Vector256<int> c31 = default;
        Vector256<int> c40 = default;
        Vector256<int> c41 = default;
        Vector256<int> c50 = default;
        Vector256<int> c51 = default;
        nint twice = 2 * depth;
        byte* a3 = a + depth + twice;
        for (nint k = 0; k < depth; k += 4, panel += 64, a += 4, a3 += 4)
        {
            Vector256<sbyte> b0 = Vector256.Load(panel);
            Vector256<sbyte> b1 = Vector256.Load(panel + 32);
            Vector256<byte> x = Vector256.Create(*(uint*)a).AsByte();
            c00 = AvxVnni.MultiplyWideningAndAdd(c00, x, b0);
            c01 = AvxVnni.MultiplyWideningAndAdd(c01, x, b1);
            x = Vector256.Create(*(uint*)(a + depth)).AsByte();
            c10 = AvxVnni.MultiplyWideningAndAdd(c10, x, b0);
            c11 = AvxVnni.MultiplyWideningAndAdd(c11, x, b1);
            x = Vector256.Create(*(uint*)(a + twice)).AsByte();
            c20 = AvxVnni.MultiplyWideningAndAdd(c20, x, b0);
            c21 = AvxVnni.MultiplyWideningAndAdd(c21, x, b1);
            x = Vector256.Create(*(uint*)a3).AsByte();
            c30 = AvxVnni.MultiplyWideningAndAdd(c30, x, b0);
            c31 = AvxVnni.MultiplyWideningAndAdd(c31, x, b1);
            x = Vector256.Create(*(uint*)(a3 + depth)).AsByte();
            c40 = AvxVnni.MultiplyWideningAndAdd(c40, x, b0);
            c41 = AvxVnni.MultiplyWideningAndAdd(c41, x, b1);
            x = Vector256.Create(*(uint*)(a3 + twice)).AsByte();
            c50 = AvxVnni.MultiplyWideningAndAdd(c50, x, b0);
            c51 = AvxVnni.MultiplyWideningAndAdd(c51, x, b1);
        }

        c00.Store(c);
        c01.Store(c + 8);
        c += ldc;
        c10.Store(c);
        c11.Store(c + 8);
        c += ldc;
        c20.Store(c);
        c21.Store(c + 8);
        c += ldc;
        c30.Store(c);
        c31.Store(c + 8);
        c += ldc;
        c40.Store(c);
        c41.Store(c + 8);
        c += ldc;
        c50.Store(c);
        c51.Store(c + 8);
    }

    // The same in three steps: pairs in 16 bits, pairs of pairs in 32, and the sum.
    private static void MultiplyAvx2(byte* a, nint depth, sbyte* panel, int* c, nint ldc)
    {
        Vector256<int> c00 = default;
        Vector256<int> c01 = default;
        Vector256<int> c10 = default;
        Vector256<int> c11 = default;
        Vector256<int> c20 = default;
        Vector256<int> c21 = default;
        Vector256<int> c30 = default;
        Vector256<int> c31 = default;
        Vector256<int> c40 = default;
        Vector256<int> c41 = default;
        Vector256<int> c50 = default;
        Vector256<int> c51 = default;
        nint twice = 2 * depth;
        byte* a3 = a + depth + twice;
        for (nint k = 0; k < depth; k += 4, panel += 64, a += 4, a3 += 4)
        {
            Vector256<sbyte> b0 = Vector256.Load(panel);
            Vector256<sbyte> b1 = Vector256.Load(panel + 32);
            Vector256<byte> x = Vector256.Create(*(uint*)a).AsByte();
            c00 += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, b0), Vector256<short>.One);
            c01 += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, b1), Vector256<short>.One);
            x = Vector256.Create(*(uint*)(a + depth)).AsByte();
            c10 += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, b0), Vector256<short>.One);
            c11 += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, b1), Vector256<short>.One);
            x = Vector256.Create(*(uint*)(a + twice)).AsByte();
            c20 += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, b0), Vector256<short>.One);
            c21 += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, b1), Vector256<short>.One);
            x = Vector256.Create(*(uint*)a3).AsByte();
            c30 += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, b0), Vector256<short>.One);
            c31 += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, b1), Vector256<short>.One);
            x = Vector256.Create(*(uint*)(a3 + depth)).AsByte();
            c40 += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, b0), Vector256<short>.One);
            c41 += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, b1), Vector256<short>.One);
            x = Vector256.Create(*(uint*)(a3 + twice)).AsByte();
            c50 += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, b0), Vector256<short>.One);
            c51 += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, b1), Vector256<short>.One);
        }

        c00.Store(c);
        c01.Store(c + 8);
        c += ldc;
        c10.Store(c);
        c11.Store(c + 8);
        c += ldc;
        c20.Store(c);
        c21.Store(c + 8);
        c += ldc;
        c30.Store(c);
        c31.Store(c + 8);
        c += ldc;
        c40.Store(c);
        c41.Store(c + 8);
        c += ldc;
        c50.Store(c);
        c51.Store(c + 8);
    }
}
