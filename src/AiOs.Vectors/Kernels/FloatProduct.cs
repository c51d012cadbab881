using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>The terms of a dot product.</summary>
internal readonly struct FloatProduct : IFloatTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> sum, Vector128<float> a, Vector128<float> b) =>
        Vector128.MultiplyAddEstimate(a, b, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> sum, Vector256<float> a, Vector256<float> b) => Vector256.FusedMultiplyAdd(a, b, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> a, Vector512<float> b) => Vector512.FusedMultiplyAdd(a, b, sum);
}
