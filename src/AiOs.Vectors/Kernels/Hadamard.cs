using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>The Walsh-Hadamard transform, scaled so that lengths stay as they are.</summary>
internal static unsafe class Hadamard
{
    /// <summary>Transforms in place.</summary>
    /// <param name="values">Shape [length].</param>
    /// <param name="length">A power of two, 8 or more.</param>
    public static void Transform(float* values, int length)
    {
        Small(values, length);
        for (int half = 8; half < length; half *= 2)
        {
            for (int block = 0; block < length; block += 2 * half)
            {
                for (int i = block; i < block + half; i += 8)
                {
                    var low = Vector256.Load(values + i);
                    var high = Vector256.Load(values + i + half);
                    (low + high).Store(values + i);
                    (low - high).Store(values + i + half);
                }
            }
        }

        float scale = 1 / MathF.Sqrt(length);
        for (int i = 0; i < length; i += 8)
        {
            (Vector256.Load(values + i) * scale).Store(values + i);
        }
    }

    // The three steps within groups of eight: each adds a lane to its partner, whose sign is turned in the higher one.
    private static void Small(float* values, int length)
    {
        var signs1 = Vector256.Create(1f, -1, 1, -1, 1, -1, 1, -1);
        var signs2 = Vector256.Create(1f, 1, -1, -1, 1, 1, -1, -1);
        var signs4 = Vector256.Create(1f, 1, 1, 1, -1, -1, -1, -1);
        for (int i = 0; i < length; i += 8)
        {
            var v = Vector256.Load(values + i);
            v = v * signs1 + Vector256.Shuffle(v, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
            v = v * signs2 + Vector256.Shuffle(v, Vector256.Create(2, 3, 0, 1, 6, 7, 4, 5));
            v = v * signs4 + Vector256.Shuffle(v, Vector256.Create(4, 5, 6, 7, 0, 1, 2, 3));
            v.Store(values + i);
        }
    }
}
