namespace AiOs;

/// <summary>What a page table keeps of one page beside its id: 16 bytes.</summary>
internal struct PageRow
{
    /// <summary>Labels below it are in the row; the table looks the others up.</summary>
    public const int MaxLabel = (1 << (32 - LabelShift)) - 1;

    private const int KindBits = 3;
    private const int OffsetShift = KindBits + 2;
    private const int OffsetBits = 11;
    private const int LabelShift = OffsetShift + OffsetBits;
    private const int MaxOffsetMinutes = 14 * 60; // Either way, as DateTimeOffset has it.
    private const uint ResidentBit = 1 << KindBits;
    private const uint PinnedBit = 2 << KindBits;

    private readonly long _utcTicks;
    private uint _bits; // Label | offset in minutes + 840 | pinned | resident | kind.

    public PageRow(PageKind kind, DateTimeOffset time, int label, bool isPinned)
    {
        _utcTicks = time.UtcTicks;
        _bits = (uint)Math.Min(label, MaxLabel) << LabelShift
            | (uint)(time.TotalOffsetMinutes + MaxOffsetMinutes) << OffsetShift
            | (uint)kind;
        IsPinned = isPinned;
    }

    /// <summary>Gets or sets what the page takes in the window; 0 until it was rendered for the first time.</summary>
    public int Tokens { get; set; }

    /// <summary>Gets the number of its label, or <see cref="MaxLabel"/> for that and all beyond.</summary>
    public readonly int Label => (int)(_bits >> LabelShift);

    public readonly PageKind Kind => (PageKind)(_bits & ((1 << KindBits) - 1));

    public bool IsResident
    {
        readonly get => (_bits & ResidentBit) != 0;
        set => _bits = value ? _bits | ResidentBit : _bits & ~ResidentBit;
    }

    public bool IsPinned
    {
        readonly get => (_bits & PinnedBit) != 0;
        set => _bits = value ? _bits | PinnedBit : _bits & ~PinnedBit;
    }

    public readonly DateTimeOffset Time =>
        new DateTimeOffset(_utcTicks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(OffsetMinutes));

    public readonly PageState State => IsPinned ? PageState.Pinned : IsResident ? PageState.Resident : PageState.Evicted;

    private readonly int OffsetMinutes => (int)(_bits >> OffsetShift & ((1 << OffsetBits) - 1)) - MaxOffsetMinutes;
}
