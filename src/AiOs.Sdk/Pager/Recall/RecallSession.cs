using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>A run of pages that belong together: one sitting of a conversation, one stretch of a document.</summary>
[StructLayout(LayoutKind.Sequential)] // Checkpoints keep it as it stands.
internal struct RecallSession
{
    public ulong Place; // A hash of where the pages came from.
    public int FirstPage;
    public int Pages;
    public int Length; // In words that are indexed.
    public int Day; // The local date of the first page, as a day number.
}
