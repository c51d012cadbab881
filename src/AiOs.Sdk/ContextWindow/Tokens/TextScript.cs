namespace AiOs;

/// <summary>Groups of characters outside ASCII that vocabularies treat alike.</summary>
internal static class TextScript
{
    public const byte Latin = 0; // With phonetic letters.
    public const byte Vietnamese = 1; // The Latin letters from U+1E00, and combining marks.
    public const byte Greek = 2;
    public const byte Cyrillic = 3;
    public const byte Caucasian = 4; // Armenian and Georgian.
    public const byte Hebrew = 5;
    public const byte Arabic = 6;
    public const byte Devanagari = 7;
    public const byte Indic = 8; // Bengali to Sinhala.
    public const byte Thai = 9;
    public const byte RareAbugida = 10; // Oriya, Lao, Myanmar, Khmer.
    public const byte Rare = 11; // Everything that no other line names, Ethiopic and Tibetan among it.
    public const byte Hangul = 12;
    public const byte Kana = 13;
    public const byte Ideograph = 14;
    public const byte RareIdeograph = 15;
    public const byte WidePunctuation = 16; // CJK and full-width forms.
    public const byte Symbol = 17; // Latin-1 signs, general punctuation.
    public const byte Drawing = 18; // Arrows, mathematics, boxes, dingbats.
    public const byte Surrogate = 19; // Halves of pairs, and U+FFFD, which a lone half counts as.

    /// <summary>The number of groups.</summary>
    public const int Count = 20;

    // Every block boundary below is a multiple of 16, so a table of 4,096 entries says the group of any character.
    private static readonly byte[] Table = CreateTable();

    /// <summary>Gets the group of a character outside ASCII.</summary>
    public static byte Of(char character) => Table[character >> 4];

    /// <summary>Gets whether the group's characters form words that are counted as words.</summary>
    public static bool IsAlphabetic(byte script) => script <= Thai;

    private static byte[] CreateTable()
    {
        var table = new byte[4096];
        Array.Fill(table, Rare);
        Fill(0x0080, 0x00BF, Symbol);
        Fill(0x00C0, 0x02FF, Latin);
        Fill(0x0300, 0x036F, Vietnamese);
        Fill(0x0370, 0x03FF, Greek);
        Fill(0x0400, 0x052F, Cyrillic);
        Fill(0x0530, 0x058F, Caucasian);
        Fill(0x0590, 0x05FF, Hebrew);
        Fill(0x0600, 0x077F, Arabic);
        Fill(0x08A0, 0x08FF, Arabic);
        Fill(0x0900, 0x097F, Devanagari);
        Fill(0x0980, 0x0DFF, Indic);
        Fill(0x0B00, 0x0B7F, RareAbugida);
        Fill(0x0E00, 0x0E7F, Thai);
        Fill(0x0E80, 0x109F, RareAbugida);
        Fill(0x0F00, 0x0FFF, Rare);
        Fill(0x10A0, 0x10FF, Caucasian);
        Fill(0x1780, 0x17FF, RareAbugida);
        Fill(0x1E00, 0x1EFF, Vietnamese);
        Fill(0x1F00, 0x1FFF, Greek);
        Fill(0x2000, 0x20CF, Symbol);
        Fill(0x2100, 0x2BFF, Drawing);
        Fill(0x3000, 0x303F, WidePunctuation);
        Fill(0x3040, 0x30FF, Kana);
        Fill(0x3400, 0x4DBF, RareIdeograph);
        Fill(0x4E00, 0x9FFF, Ideograph);
        Fill(0xAC00, 0xD7AF, Hangul);
        Fill(0xD800, 0xDFFF, Surrogate);
        Fill(0xF900, 0xFAFF, RareIdeograph);
        Fill(0xFB50, 0xFDFF, Arabic);
        Fill(0xFE70, 0xFEFF, Arabic);
        Fill(0xFF00, 0xFFEF, WidePunctuation);
        Fill(0xFFF0, 0xFFFF, Surrogate);
        return table;

        void Fill(int first, int last, byte script) => table.AsSpan(first >> 4, (last >> 4) - (first >> 4) + 1).Fill(script);
    }
}
