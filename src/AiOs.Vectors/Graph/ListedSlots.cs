using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Lets the slots pass whose bit is set.</summary>
internal readonly struct ListedSlots(ulong[] bits) : ISlotFilter
{
    public static bool PassesAll => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Passes(int slot) => (uint)(slot >> 6) < (uint)bits.Length && (bits[slot >> 6] >> (slot & 63) & 1) != 0;
}
