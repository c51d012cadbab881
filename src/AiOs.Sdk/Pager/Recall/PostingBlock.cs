using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>What is known of up to 128 entries of a list without reading them: 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential)] // Checkpoints keep it as it stands.
internal struct PostingBlock
{
    public int LastPage;
    public int End; // In the list's bytes.
    public ushort MaxOccurrences;
    public ushort MinLength; // Of the pages: together the two bound what any entry can score, whatever the average length is.
}
