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
        for (int half = 4; half < length; half *= 2)
        {
            for (int block = 0; block < length; block += 2 * half)
            {
                for (int i = block; i < block + half; i += 4)
                {
                    var low = Vector128.Load(values + i);
                    var high = Vector128.Load(values + i + half);
                    (low + high).Store(values + i);
                    (low - high).Store(values + i + half);
                }
            }
        }

        float scale = 1 / MathF.Sqrt(length);
        for (int i = 0; i < length; i += 4)
        {
            (Vector128.Load(values + i) * scale).Store(values + i);
        }
    }

    // Butterflies of neighbours and next neighbours, within groups of four.
    private static void Small(float* values, int length)
    {
        for (int i = 0; i < length; i += 4)
        {
            float a = values[i] + values[i + 1];
            float b = values[i] - values[i + 1];
            float c = values[i + 2] + values[i + 3];
            float d = values[i + 2] - values[i + 3];
            values[i] = a + c;
            values[i + 1] = b + d;
            values[i + 2] = a - c;
            values[i + 3] = b - d;
        }
    }
}
