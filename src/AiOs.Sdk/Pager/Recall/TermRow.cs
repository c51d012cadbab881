using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>One word of the vocabulary: 24 bytes. A word that occurs on one page only, as most do, needs no list.</summary>
[StructLayout(LayoutKind.Sequential)] // Checkpoints keep it as it stands.
internal struct TermRow
{
    public int WordStart;
    public int NextOfPrefix; // The next word that begins alike, + 1; 0 for none.
    public int Pages;
    public int Place; // The page, when it is the only one; otherwise the number of the list.
    public ushort Occurrences; // On that one page.
    public ushort PageLength; // Of that one page.
    public byte WordLength;
}
