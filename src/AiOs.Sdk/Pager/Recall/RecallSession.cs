using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>A run of pages that belong together: one sitting of a conversation, one document.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RecallSession
{
    public int Length; // In words that are indexed.
    public int Year;
    public byte Month;
    public byte Day;
    public byte Weekday;
}
