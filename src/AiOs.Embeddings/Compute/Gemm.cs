using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>Matrix products over packed panels: C[rows, N] = A[rows, K]·B[K, N] + bias.</summary>
/// <remarks>
/// <para>The kernel keeps a tile of 6 rows by 16 columns in registers and walks along K: for each k it loads 16 numbers of B
/// once and multiplies them with one number of each of 6 rows. K goes in blocks, so that a panel's block stays in the first-level
/// cache while all rows pass by.</para>
/// <para>Every element is summed over k in ascending order by fused multiply-adds, whatever the tile and the number of rows.
/// A text's vector therefore does not depend on what shares its batch.</para>
/// <para>Source: Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008.</para>
/// </remarks>
internal static unsafe class Gemm
{
    /// <summary>How many rows a tile has; buffers of A and C hold a multiple of it.</summary>
    public const int TileRows = 6;

    private const int BlockDepth = 384;

    public static int PadRows(int rows) => (rows + TileRows - 1) / TileRows * TileRows;

    /// <summary>Multiplies.</summary>
    /// <param name="a">A, row-major, readable up to <see cref="PadRows"/> rows.</param>
    /// <param name="lda">From one row of A to the next.</param>
    /// <param name="b">B in panels of 16 columns, each k-major.</param>
    /// <param name="bias">N numbers that every row starts with.</param>
    /// <param name="c">C, row-major, writable up to <see cref="PadRows"/> rows.</param>
    /// <param name="ldc">From one row of C to the next.</param>
    /// <param name="rows">How many rows count; the rows up to the next tile get unspecified numbers.</param>
    /// <param name="columns">N, a multiple of 16.</param>
    /// <param name="depth">K.</param>
    public static void Multiply(float* a, int lda, float* b, float* bias, float* c, int ldc, int rows, int columns, int depth)
    {
        Debug.Assert(columns % PackedMatrix.PanelWidth == 0, "whole panels");
        for (int start = 0; start < depth; start += BlockDepth)
        {
            int length = Math.Min(BlockDepth, depth - start);
            for (int column = 0; column < columns; column += PackedMatrix.PanelWidth)
            {
                float* panel = b + ((nint)column * depth) + ((nint)start * PackedMatrix.PanelWidth);
                float* initial = start == 0 ? bias + column : null;
                for (int row = 0; row < rows; row += TileRows)
                {
                    Tile(a + ((nint)row * lda) + start, lda, panel, initial, c + ((nint)row * ldc) + column, ldc, length);
                }
            }
        }
    }

    private static void Tile(float* a, nint lda, float* b, float* initial, float* c, nint ldc, nint depth)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Tile512(a, lda, b, initial, c, ldc, depth);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Tile256(a, lda, b, initial, c, ldc, depth);
        }
        else
        {
            Tile128(a, lda, b, initial, c, ldc, depth);
            Tile128(a, lda, b + 8, initial is null ? null : initial + 8, c + 8, ldc, depth);
        }
    }

    // 6 rows by one vector of 16, the k's in two interleaved chains would reorder sums; 6 accumulators it is.
    internal static void Tile512(float* a, nint lda, float* b, float* initial, float* c, nint ldc, nint depth)
    {
        float* a1 = a + lda;
        float* a2 = a1 + lda;
        float* a3 = a2 + lda;
        float* a4 = a3 + lda;
        float* a5 = a4 + lda;
        nint step = initial is null ? ldc : 0;
        float* from = initial is null ? c : initial;
        Vector512<float> c0 = Vector512.Load(from);
        Vector512<float> c1 = Vector512.Load(from + step);
        Vector512<float> c2 = Vector512.Load(from + (2 * step));
        Vector512<float> c3 = Vector512.Load(from + (3 * step));
        Vector512<float> c4 = Vector512.Load(from + (4 * step));
        Vector512<float> c5 = Vector512.Load(from + (5 * step));
        for (nint k = 0; k < depth; k++)
        {
            Vector512<float> panel = Vector512.Load(b);
            c0 = Vector512.MultiplyAddEstimate(Vector512.Create(a[k]), panel, c0);
            c1 = Vector512.MultiplyAddEstimate(Vector512.Create(a1[k]), panel, c1);
            c2 = Vector512.MultiplyAddEstimate(Vector512.Create(a2[k]), panel, c2);
            c3 = Vector512.MultiplyAddEstimate(Vector512.Create(a3[k]), panel, c3);
            c4 = Vector512.MultiplyAddEstimate(Vector512.Create(a4[k]), panel, c4);
            c5 = Vector512.MultiplyAddEstimate(Vector512.Create(a5[k]), panel, c5);
            b += 16;
        }

        c0.Store(c);
        c1.Store(c + ldc);
        c2.Store(c + (2 * ldc));
        c3.Store(c + (3 * ldc));
        c4.Store(c + (4 * ldc));
        c5.Store(c + (5 * ldc));
    }

    // 12 accumulators, 2 vectors of B and 1 broadcast: 15 of the 16 registers.
    internal static void Tile256(float* a, nint lda, float* b, float* initial, float* c, nint ldc, nint depth)
    {
        float* a1 = a + lda;
        float* a2 = a1 + lda;
        float* a3 = a2 + lda;
        float* a4 = a3 + lda;
        float* a5 = a4 + lda;
        nint step = initial is null ? ldc : 0;
        float* from = initial is null ? c : initial;
        Vector256<float> c00 = Vector256.Load(from);
        Vector256<float> c01 = Vector256.Load(from + 8);
        from += step;
        Vector256<float> c10 = Vector256.Load(from);
        Vector256<float> c11 = Vector256.Load(from + 8);
        from += step;
        Vector256<float> c20 = Vector256.Load(from);
        Vector256<float> c21 = Vector256.Load(from + 8);
        from += step;
        Vector256<float> c30 = Vector256.Load(from);
        Vector256<float> c31 = Vector256.Load(from + 8);
        from += step;
        Vector256<float> c40 = Vector256.Load(from);
        Vector256<float> c41 = Vector256.Load(from + 8);
        from += step;
        Vector256<float> c50 = Vector256.Load(from);
        Vector256<float> c51 = Vector256.Load(from + 8);
        for (nint k = 0; k < depth; k++)
        {
            Vector256<float> left = Vector256.Load(b);
            Vector256<float> right = Vector256.Load(b + 8);
            Vector256<float> x = Vector256.Create(a[k]);
            c00 = Vector256.MultiplyAddEstimate(x, left, c00);
            c01 = Vector256.MultiplyAddEstimate(x, right, c01);
            x = Vector256.Create(a1[k]);
            c10 = Vector256.MultiplyAddEstimate(x, left, c10);
            c11 = Vector256.MultiplyAddEstimate(x, right, c11);
            x = Vector256.Create(a2[k]);
            c20 = Vector256.MultiplyAddEstimate(x, left, c20);
            c21 = Vector256.MultiplyAddEstimate(x, right, c21);
            x = Vector256.Create(a3[k]);
            c30 = Vector256.MultiplyAddEstimate(x, left, c30);
            c31 = Vector256.MultiplyAddEstimate(x, right, c31);
            x = Vector256.Create(a4[k]);
            c40 = Vector256.MultiplyAddEstimate(x, left, c40);
            c41 = Vector256.MultiplyAddEstimate(x, right, c41);
            x = Vector256.Create(a5[k]);
            c50 = Vector256.MultiplyAddEstimate(x, left, c50);
            c51 = Vector256.MultiplyAddEstimate(x, right, c51);
            b += 16;
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

    // Half a panel, 6 rows by 8 columns, for machines whose vectors have four floats.
    internal static void Tile128(float* a, nint lda, float* b, float* initial, float* c, nint ldc, nint depth)
    {
        for (nint row = 0; row < TileRows; row += 3)
        {
            float* a0 = a + (row * lda);
            float* a1 = a0 + lda;
            float* a2 = a1 + lda;
            float* to = c + (row * ldc);
            nint step = initial is null ? ldc : 0;
            float* from = initial is null ? to : initial;
            Vector128<float> c00 = Vector128.Load(from);
            Vector128<float> c01 = Vector128.Load(from + 4);
            Vector128<float> c10 = Vector128.Load(from + step);
            Vector128<float> c11 = Vector128.Load(from + step + 4);
            Vector128<float> c20 = Vector128.Load(from + (2 * step));
            Vector128<float> c21 = Vector128.Load(from + (2 * step) + 4);
            for (nint k = 0; k < depth; k++)
            {
                Vector128<float> left = Vector128.Load(b + (16 * k));
                Vector128<float> right = Vector128.Load(b + (16 * k) + 4);
                Vector128<float> x = Vector128.Create(a0[k]);
                c00 = Vector128.MultiplyAddEstimate(x, left, c00);
                c01 = Vector128.MultiplyAddEstimate(x, right, c01);
                x = Vector128.Create(a1[k]);
                c10 = Vector128.MultiplyAddEstimate(x, left, c10);
                c11 = Vector128.MultiplyAddEstimate(x, right, c11);
                x = Vector128.Create(a2[k]);
                c20 = Vector128.MultiplyAddEstimate(x, left, c20);
                c21 = Vector128.MultiplyAddEstimate(x, right, c21);
            }

            c00.Store(to);
            c01.Store(to + 4);
            c10.Store(to + ldc);
            c11.Store(to + ldc + 4);
            c20.Store(to + (2 * ldc));
            c21.Store(to + (2 * ldc) + 4);
        }
    }
}
