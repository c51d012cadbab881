using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AiOs;

/// <summary>Hints that memory is about to be read. Nothing where the hardware has no such hint.</summary>
internal static unsafe class Prefetching
{
    private const int LineBytes = 64;

    /// <summary>Starts loading all of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void All(void* start, int bytes)
    {
        if (Sse.IsSupported)
        {
            for (int i = 0; i < bytes; i += LineBytes)
            {
                Sse.Prefetch0((byte*)start + i);
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
