using System.Numerics;
using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>CRC-32C (Castagnoli), by the processor's own instruction where it has one: finds every flipped byte and every burst up to 32 bits.</summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Add(Start, bytes));

    public const uint Start = uint.MaxValue;

    public static uint Finish(uint state) => ~state;

    public static uint Add(uint state, ReadOnlySpan<byte> bytes)
    {
        int i = 0;
        for (; i + sizeof(ulong) <= bytes.Length; i += sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, Unsafe.ReadUnaligned<ulong>(in bytes[i]));
        }

        for (; i < bytes.Length; i++)
        {
            state = BitOperations.Crc32C(state, bytes[i]);
        }

        return state;
    }
}
