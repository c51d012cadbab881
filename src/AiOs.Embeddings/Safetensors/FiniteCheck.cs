using System.Numerics;

namespace AiOs;

/// <summary>Looks for infinities and NaNs in raw bits: numbers whose exponent has ones only.</summary>
internal static class FiniteCheck
{
    /// <summary>Gets the index of the first number that is not finite, or -1.</summary>
    /// <param name="bits">The numbers' bits.</param>
    /// <param name="exponent">The bits of the exponent.</param>
    public static int FirstBad<T>(ReadOnlySpan<T> bits, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        var mask = new Vector<T>(exponent);
        int i = 0;
        for (; i <= bits.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            if (Vector.EqualsAny(new Vector<T>(bits[i..]) & mask, mask))
            {
                break;
            }
        }

        for (; i < bits.Length; i++)
        {
            if ((bits[i] & exponent) == exponent)
            {
                return i;
            }
        }

        return -1;
    }
}
