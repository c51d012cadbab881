using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AiOs;

/// <summary>Hints that memory is about to be read. Nothing where the hardware has no such hint.</summary>
internal static unsafe class Prefetching
{
    private const int LineBytes = 64;

    /// <summary>Starts loading the first 256 bytes of a row. The hardware fetches the rest by itself once the row is being read;
    /// asking for all of it fills the load queue, and measured a fifth slower.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row(void* row, int bytes)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(row);
            if (bytes > LineBytes)
            {
                Sse.Prefetch0((byte*)row + LineBytes);
            }

            if (bytes > 2 * LineBytes)
            {
                Sse.Prefetch0((byte*)row + 2 * LineBytes);
                Sse.Prefetch0((byte*)row + 3 * LineBytes);
            }
        }
    }

    /// <summary>Starts loading one cache line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
