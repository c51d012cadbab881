using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AiOs;

/// <summary>The kernels for vectors of sixteen floats.</summary>
/// <remarks>
/// A tile of 12 rows by 32 columns takes 24 of the 32 registers, 2 more for B and 1 for A. For each k it loads 2 + 12 times and multiplies 24
/// times, so that multiplying, not loading, is what it waits for, and 24 sums are more than enough to hide the latency of each.
/// </remarks>
internal static unsafe class GemmTile512
{
    public const int WideRows = 12;

    /// <summary>12 rows by two panels, while the next two panels, so far ahead of these, are fetched from memory.</summary>
    public static void Wide(float* a, nint lda, float* left, float* right, nint ahead, float* initial, float* c, nint ldc, nint depth)
    {
        nint step = initial is null ? ldc : 0;
        float* from = initial is null ? c : initial;
        Vector512<float> c00 = Vector512.Load(from);
        Vector512<float> c01 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c10 = Vector512.Load(from);
        Vector512<float> c11 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c20 = Vector512.Load(from);
        Vector512<float> c21 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c30 = Vector512.Load(from);
        Vector512<float> c31 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c40 = Vector512.Load(from);
        Vector512<float> c41 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c50 = Vector512.Load(from);
        Vector512<float> c51 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c60 = Vector512.Load(from);
        Vector512<float> c61 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c70 = Vector512.Load(from);
        Vector512<float> c71 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c80 = Vector512.Load(from);
        Vector512<float> c81 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c90 = Vector512.Load(from);
        Vector512<float> c91 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> ca0 = Vector512.Load(from);
        Vector512<float> ca1 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> cb0 = Vector512.Load(from);
        Vector512<float> cb1 = Vector512.Load(from + 16);

        // Four pointers of three rows each: the processor adds once or twice the stride in the address itself.
        nint twice = 2 * lda;
        float* a3 = a + lda + twice;
        float* a6 = a3 + lda + twice;
        float* a9 = a6 + lda + twice;
        for (nint k = 0; k < depth; k++)
        {
            Vector512<float> b0 = Vector512.Load(left);
            Vector512<float> b1 = Vector512.Load(right);
            Vector512<float> x = Vector512.Create(*a);
            c00 = Vector512.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(x, b1, c01);
            x = Vector512.Create(a[lda]);
            c10 = Vector512.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(x, b1, c11);
            x = Vector512.Create(a[twice]);
            c20 = Vector512.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(x, b1, c21);
            x = Vector512.Create(*a3);
            c30 = Vector512.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(x, b1, c31);
            x = Vector512.Create(a3[lda]);
            c40 = Vector512.MultiplyAddEstimate(x, b0, c40);
            c41 = Vector512.MultiplyAddEstimate(x, b1, c41);
            x = Vector512.Create(a3[twice]);
            c50 = Vector512.MultiplyAddEstimate(x, b0, c50);
            c51 = Vector512.MultiplyAddEstimate(x, b1, c51);
            x = Vector512.Create(*a6);
            c60 = Vector512.MultiplyAddEstimate(x, b0, c60);
            c61 = Vector512.MultiplyAddEstimate(x, b1, c61);
            x = Vector512.Create(a6[lda]);
            c70 = Vector512.MultiplyAddEstimate(x, b0, c70);
            c71 = Vector512.MultiplyAddEstimate(x, b1, c71);
            x = Vector512.Create(a6[twice]);
            c80 = Vector512.MultiplyAddEstimate(x, b0, c80);
            c81 = Vector512.MultiplyAddEstimate(x, b1, c81);
            x = Vector512.Create(*a9);
            c90 = Vector512.MultiplyAddEstimate(x, b0, c90);
            c91 = Vector512.MultiplyAddEstimate(x, b1, c91);
            x = Vector512.Create(a9[lda]);
            ca0 = Vector512.MultiplyAddEstimate(x, b0, ca0);
            ca1 = Vector512.MultiplyAddEstimate(x, b1, ca1);
            x = Vector512.Create(a9[twice]);
            cb0 = Vector512.MultiplyAddEstimate(x, b0, cb0);
            cb1 = Vector512.MultiplyAddEstimate(x, b1, cb1);
            if (Sse.IsSupported)
            {
                Sse.Prefetch1(left + ahead);
                Sse.Prefetch1(right + ahead);
            }

            left += 16;
            right += 16;
            a++;
            a3++;
            a6++;
            a9++;
        }

        c00.Store(c);
        c01.Store(c + 16);
        c += ldc;
        c10.Store(c);
        c11.Store(c + 16);
        c += ldc;
        c20.Store(c);
        c21.Store(c + 16);
        c += ldc;
        c30.Store(c);
        c31.Store(c + 16);
        c += ldc;
        c40.Store(c);
        c41.Store(c + 16);
        c += ldc;
        c50.Store(c);
        c51.Store(c + 16);
        c += ldc;
        c60.Store(c);
        c61.Store(c + 16);
        c += ldc;
        c70.Store(c);
        c71.Store(c + 16);
        c += ldc;
        c80.Store(c);
        c81.Store(c + 16);
        c += ldc;
        c90.Store(c);
        c91.Store(c + 16);
        c += ldc;
        ca0.Store(c);
        ca1.Store(c + 16);
        c += ldc;
        cb0.Store(c);
        cb1.Store(c + 16);
    }

    /// <summary>6 rows by two panels, for the rows that are left.</summary>
    public static void Narrow(float* a, nint lda, float* left, float* right, float* initial, float* c, nint ldc, nint depth)
    {
        nint step = initial is null ? ldc : 0;
        float* from = initial is null ? c : initial;
        Vector512<float> c00 = Vector512.Load(from);
        Vector512<float> c01 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c10 = Vector512.Load(from);
        Vector512<float> c11 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c20 = Vector512.Load(from);
        Vector512<float> c21 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c30 = Vector512.Load(from);
        Vector512<float> c31 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c40 = Vector512.Load(from);
        Vector512<float> c41 = Vector512.Load(from + 16);
        from += step;
        Vector512<float> c50 = Vector512.Load(from);
        Vector512<float> c51 = Vector512.Load(from + 16);

        nint twice = 2 * lda;
        float* a3 = a + lda + twice;
        for (nint k = 0; k < depth; k++)
        {
            Vector512<float> b0 = Vector512.Load(left);
            Vector512<float> b1 = Vector512.Load(right);
            Vector512<float> x = Vector512.Create(*a);
            c00 = Vector512.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(x, b1, c01);
            x = Vector512.Create(a[lda]);
            c10 = Vector512.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(x, b1, c11);
            x = Vector512.Create(a[twice]);
            c20 = Vector512.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(x, b1, c21);
            x = Vector512.Create(*a3);
            c30 = Vector512.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(x, b1, c31);
            x = Vector512.Create(a3[lda]);
            c40 = Vector512.MultiplyAddEstimate(x, b0, c40);
            c41 = Vector512.MultiplyAddEstimate(x, b1, c41);
            x = Vector512.Create(a3[twice]);
            c50 = Vector512.MultiplyAddEstimate(x, b0, c50);
            c51 = Vector512.MultiplyAddEstimate(x, b1, c51);
            left += 16;
            right += 16;
            a++;
            a3++;
        }

        c00.Store(c);
        c01.Store(c + 16);
        c += ldc;
        c10.Store(c);
        c11.Store(c + 16);
        c += ldc;
        c20.Store(c);
        c21.Store(c + 16);
        c += ldc;
        c30.Store(c);
        c31.Store(c + 16);
        c += ldc;
        c40.Store(c);
        c41.Store(c + 16);
        c += ldc;
        c50.Store(c);
        c51.Store(c + 16);
    }

    /// <summary>6 rows by one panel, for a last panel without a neighbour.</summary>
    public static void Single(float* a, nint lda, float* b, float* initial, float* c, nint ldc, nint depth)
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
}
