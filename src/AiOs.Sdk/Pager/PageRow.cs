using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>What a page table keeps of one page beside its id: 24 bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct PageRow
{
    public long UtcTicks;
    public int Tokens; // 0 until the page was rendered for the first time.
    public int Label;
    public short OffsetMinutes;
    public byte Kind; // A PageKind.
    public bool IsResident;
    public bool IsPinned;

    public readonly DateTimeOffset Time =>
        new DateTimeOffset(UtcTicks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(OffsetMinutes));

    public readonly PageState State => IsPinned ? PageState.Pinned : IsResident ? PageState.Resident : PageState.Evicted;
}
