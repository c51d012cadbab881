using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>What a test starts as a process of its own, with the processor's vectors switched off: see <see cref="KernelTests"/>.</summary>
internal static class Program
{
    private static int Main()
    {
        string? wrong = KernelCheck.Run() ?? TinyModel.FirstDifference();
        Console.WriteLine(wrong ?? $"ok {Vector512.IsHardwareAccelerated} {Vector256.IsHardwareAccelerated}");
        return wrong is null ? 0 : 1;
    }
}
