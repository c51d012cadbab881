using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>What a lexical index keeps of one page beside its words: 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential)] // Checkpoints keep it as it stands.
internal struct RecallDocument
{
    /// <summary>Numbers below it stand in the document; the store looks the others up.</summary>
    public const ushort MaxReaders = ushort.MaxValue;

    public long UtcTicks;
    public uint WordsHash; // Equal for pages that say the same words, in whatever order, case and punctuation.
    public int Session;
    public int EventDay; // The first day of the time that the page speaks of, as a day number; 0 for none.
    public ushort EventDays; // How many days that time is long.
    public ushort Length; // In words that are indexed; longer pages count as 65,535.
    public ushort Author; // 0 for none.
    public ushort Readers; // Or MaxReaders for that and all beyond.
    public short OffsetMinutes;
    public byte AskShare; // The share of sentences that ask, in 255ths.
    public RecallTraits Traits;
}
