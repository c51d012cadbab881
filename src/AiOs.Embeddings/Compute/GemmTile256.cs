using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>The kernel for vectors of eight floats.</summary>
internal static unsafe class GemmTile256
{
    /// <summary>6 rows by one panel: 12 sums, 2 vectors of B and 1 of A are 15 of the 16 registers.</summary>
    public static void Single(float* a, nint lda, float* b, float* initial, float* c, nint ldc, nint depth)
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
}
