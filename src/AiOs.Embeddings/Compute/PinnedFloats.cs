using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Floats that do not move, beginning on a cache line, so that kernels may hold pointers to them.</summary>
/// <remarks>Garbage-collected like any array; whoever uses <see cref="Pointer"/> keeps this object alive.</remarks>
internal sealed unsafe class PinnedFloats
{
    private const int Alignment = 64;
    private readonly float[] _array;
    private readonly int _offset;

    public PinnedFloats(int length, bool zeroed = false)
    {
        int padded = checked(length + (Alignment / sizeof(float)));
        _array = zeroed ? GC.AllocateArray<float>(padded, pinned: true) : GC.AllocateUninitializedArray<float>(padded, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _array[0]);
        _offset = (int)((Alignment - (address % Alignment)) % Alignment / sizeof(float));
        Length = length;
    }

    public int Length { get; }

    public float* Pointer => (float*)Unsafe.AsPointer(ref _array[_offset]);

    public Span<float> Span => _array.AsSpan(_offset, Length);
}
