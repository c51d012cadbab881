using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>What a lexical index keeps of one page beside its words: 24 bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RecallDocument
{
    public long UtcTicks;
    public int Session;
    public ushort Length; // In words that are indexed; longer pages count as 65,535.
    public ushort Author; // 0 for none.
    public ushort Readers;
    public byte AskShare; // The share of sentences that ask, in 255ths.
    public RecallTraits Traits;
}
