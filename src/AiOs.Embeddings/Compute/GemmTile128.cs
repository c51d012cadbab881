using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>The kernel for vectors of four floats, which also serves machines without vectors.</summary>
internal static unsafe class GemmTile128
{
    /// <summary>6 rows by half a panel.</summary>
    public static void Half(float* a, nint lda, float* b, float* initial, float* c, nint ldc, nint depth)
    {
        for (nint row = 0; row < Gemm.TileRows; row += 3)
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
