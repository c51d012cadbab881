using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>A block of zeroed memory outside the managed heap, aligned to cache lines, or a part of a mapped file.</summary>
/// <remarks>Freed when nothing refers to it any more, and not before: searches without a lock may still read a block that a writer has
/// replaced. Whoever uses the pointer keeps the block alive (<see cref="GC.KeepAlive"/>).</remarks>
[SuppressMessage("Design", "CA1001", Justification = "Readers without a lock: only the garbage collector knows when the last one is gone.")]
internal sealed unsafe class NativeBlock
{
    private const nuint LineBytes = 64;
    private const nuint HugePageBytes = 2 << 20;

    private readonly object _owner; // Frees the memory: a handle of our own, or the mapping this block is a part of.

    public NativeBlock(long bytes)
    {
        // One line at least, so that the pointer is never null.
        Bytes = Math.Max(bytes, (long)LineBytes);
        bool isLarge = (nuint)Bytes > HugePageBytes / 2;

        // Whole large pages: one fault for each, where small pages take 512. The list of what the first search of a million rows has visited is one.
        nuint allocated = isLarge ? ((nuint)Bytes + HugePageBytes - 1) / HugePageBytes * HugePageBytes : (nuint)Bytes;
        Pointer = (byte*)NativeMemory.AlignedAlloc(allocated, isLarge ? HugePageBytes : LineBytes);
        _owner = new Memory(Pointer, (long)allocated);
        if (isLarge)
        {
            NativeCalls.AdviseHugePages(Pointer, allocated);
        }

        NativeMemory.Clear(Pointer, (nuint)Bytes);
    }

    public NativeBlock(object owner, byte* pointer, long bytes)
    {
        _owner = owner;
        Pointer = pointer;
        Bytes = bytes;
    }

    public byte* Pointer { get; }

    public long Bytes { get; }

    /// <summary>Whether the memory belongs to a mapped file rather than to this block.</summary>
    public bool IsMapped => _owner is not Memory;

    /// <summary>Gives a larger block that starts with this one's contents.</summary>
    public NativeBlock Grown(long bytes)
    {
        var grown = new NativeBlock(bytes);
        Buffer.MemoryCopy(Pointer, grown.Pointer, grown.Bytes, Math.Min(Bytes, grown.Bytes));
        GC.KeepAlive(this);
        return grown;
    }

    private sealed class Memory : SafeHandle
    {
        private readonly long _bytes;

        public Memory(byte* pointer, long bytes)
            : base(0, ownsHandle: true)
        {
            SetHandle((nint)pointer);
            _bytes = bytes;
            GC.AddMemoryPressure(bytes);
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            NativeMemory.AlignedFree((void*)handle);
            GC.RemoveMemoryPressure(_bytes);
            return true;
        }
    }
}
