using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>What two coordinates add to a sum. A struct, so that each kernel is compiled once for each of them.</summary>
internal interface IFloatTerm
{
    static abstract Vector128<float> Add(Vector128<float> sum, Vector128<float> a, Vector128<float> b);

    static abstract Vector256<float> Add(Vector256<float> sum, Vector256<float> a, Vector256<float> b);

    static abstract Vector512<float> Add(Vector512<float> sum, Vector512<float> a, Vector512<float> b);
}
