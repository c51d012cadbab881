using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>One number of a vector's eight, by halving three times.</summary>
internal static class Lanes
{
    public static float Largest(Vector256<float> values)
    {
        Vector128<float> four = Vector128.MaxNative(values.GetLower(), values.GetUpper());
        Vector128<float> two = Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return MathF.Max(two[0], two[1]);
    }

    public static float Least(Vector256<float> values) => -Largest(-values);
}
