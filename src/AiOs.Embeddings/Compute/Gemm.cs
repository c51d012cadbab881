using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>Matrix products over packed panels: C[rows, N] = A[rows, K]·B[K, N] + bias.</summary>
/// <remarks>
/// <para>A kernel keeps a tile of C in registers, as large as the machine's registers allow, and walks along K: for each k it loads a
/// panel's numbers of B once and multiplies them with one number of each row. K goes in blocks, so that a panel's block stays in the
/// first-level cache while all rows pass by.</para>
/// <para>Every element is summed over k in ascending order by fused multiply-adds, whatever the tile and the number of rows.
/// A text's vector therefore does not depend on what shares its batch.</para>
/// <para>Source: Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008.</para>
/// </remarks>
internal static unsafe class Gemm
{
    /// <summary>How many rows a tile has; buffers of A and C hold a multiple of it.</summary>
    public const int TileRows = 6;

    private const int BlockDepth = 192; // Two panels' block and a tile's rows of A fit into 48 KiB of first-level cache, and nearly into 32.

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
        Debug.Assert(columns % LinearLayer.PanelWidth == 0, "whole panels");
        nint panelSize = (nint)LinearLayer.PanelWidth * depth;
        for (int start = 0; start < depth; start += BlockDepth)
        {
            int length = Math.Min(BlockDepth, depth - start);
            float* block = b + ((nint)start * LinearLayer.PanelWidth);
            int column = 0;
            if (Vector512.IsHardwareAccelerated)
            {
                for (; column <= columns - (2 * LinearLayer.PanelWidth); column += 2 * LinearLayer.PanelWidth, block += 2 * panelSize)
                {
                    TwoPanels(a + start, lda, block, block + panelSize, start == 0 ? bias + column : null, c + column, ldc, rows, length);
                }
            }

            for (; column < columns; column += LinearLayer.PanelWidth, block += panelSize)
            {
                OnePanel(a + start, lda, block, start == 0 ? bias + column : null, c + column, ldc, rows, length);
            }
        }
    }

    private static void TwoPanels(float* a, nint lda, float* left, float* right, float* initial, float* c, nint ldc, int rows, int depth)
    {
        int row = 0;
        for (; row <= PadRows(rows) - GemmTile512.WideRows; row += GemmTile512.WideRows)
        {
            GemmTile512.Wide(a + (row * lda), lda, left, right, (nint)(2 * (right - left)), initial, c + (row * ldc), ldc, depth);
        }

        if (row < rows)
        {
            GemmTile512.Narrow(a + (row * lda), lda, left, right, initial, c + (row * ldc), ldc, depth);
        }
    }

    private static void OnePanel(float* a, nint lda, float* panel, float* initial, float* c, nint ldc, int rows, int depth)
    {
        for (int row = 0; row < rows; row += TileRows, a += TileRows * lda, c += TileRows * ldc)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                GemmTile512.Single(a, lda, panel, initial, c, ldc, depth);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                GemmTile256.Single(a, lda, panel, initial, c, ldc, depth);
            }
            else
            {
                GemmTile128.Half(a, lda, panel, initial, c, ldc, depth);
                GemmTile128.Half(a, lda, panel + 8, initial is null ? null : initial + 8, c + 8, ldc, depth);
            }
        }
    }
}
