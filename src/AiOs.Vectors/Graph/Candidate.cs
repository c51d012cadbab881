using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>A slot and its distance in 64 bits that sort as one number: by distance, then by slot.</summary>
/// <remarks>One comparison orders two candidates, one move shifts them, and ties are broken the same way every time. The lowest two
/// bits say whether the candidate's links have been followed, and whether it passes the filter.</remarks>
internal static class Candidate
{
    public const ulong Followed = 1;
    public const ulong Passes = 2;
    private const int SlotShift = 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(float distance, int slot)
    {
        // The bits of a float sort as a number once the negative ones are turned round.
        uint bits = BitConverter.SingleToUInt32Bits(distance);
        uint sortable = bits ^ ((uint)((int)bits >> 31) | 0x8000_0000);
        return ((ulong)sortable << 32) | ((uint)slot << SlotShift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Slot(ulong candidate) => (int)((uint)candidate >> SlotShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Distance(ulong candidate)
    {
        uint sortable = (uint)(candidate >> 32);
        uint bits = (sortable & 0x8000_0000) != 0 ? sortable ^ 0x8000_0000 : ~sortable;
        return BitConverter.UInt32BitsToSingle(bits);
    }
}
