using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Numbers that do not move, beginning on a cache line, so that kernels may hold pointers to them.</summary>
/// <remarks>Garbage-collected like any array; whoever uses <see cref="Pointer"/> keeps this object alive.</remarks>
internal sealed unsafe class Pinned<T>
    where T : unmanaged
{
    private const int Alignment = 64;
    private readonly T[] _array;
    private readonly int _offset;

    public Pinned(int length, bool zeroed = false)
    {
        int padded = checked(length + (Alignment / sizeof(T)));
        _array = zeroed ? GC.AllocateArray<T>(padded, pinned: true) : GC.AllocateUninitializedArray<T>(padded, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _array[0]);
        _offset = (int)((Alignment - (address % Alignment)) % Alignment / (nuint)sizeof(T));
        Length = length;
    }

    public int Length { get; }

    public T* Pointer => (T*)Unsafe.AsPointer(ref _array[_offset]);

    public Span<T> Span => _array.AsSpan(_offset, Length);
}
