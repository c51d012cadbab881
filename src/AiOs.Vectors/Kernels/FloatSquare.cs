using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>The terms of a squared distance.</summary>
internal readonly struct FloatSquare : IFloatTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> sum, Vector128<float> a, Vector128<float> b)
    {
        var difference = a - b;
        return Vector128.MultiplyAddEstimate(difference, difference, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> sum, Vector256<float> a, Vector256<float> b)
    {
        var difference = a - b;
        return Vector256.FusedMultiplyAdd(difference, difference, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> a, Vector512<float> b)
    {
        var difference = a - b;
        return Vector512.FusedMultiplyAdd(difference, difference, sum);
    }
}
