namespace AiOs;

/// <summary>The classes of characters that the patterns of vocabularies distinguish.</summary>
[Flags]
internal enum CharacterClasses : byte
{
    None = 0,
    Upper = 1, // Lu, Lt.
    Lower = 2, // Ll.
    Caseless = 4, // Lm, Lo.
    Mark = 8, // Mn, Mc, Me.
    Number = 16, // Nd, Nl, No.
    Space = 32, // White space.
    Newline = 64, // Line feed and carriage return, which are white space too.
    Letter = Upper | Lower | Caseless,
    BeginsWord = Upper | Caseless | Mark,
    EndsWord = Lower | Caseless | Mark,
}
