using System.Text;

namespace AiOs;

/// <summary>Draws texts whose neighbours are unlike each other, which is where scanners go wrong.</summary>
internal static class RandomText
{
    private static readonly string[] Parts =
    [
        "a", "B", "the", "Word", "UPPER", "camelCase", "'", "'s", "'LL", "'\u017F", "'re", "'v", "1", "23", "4567", "٣", "Ⅷ", "²", " ", "  ", "    ",
        "\t", "\n", "\r\n", "\n\n", "\u00A0", "\u2003", "\u0085", "\u2028", "/", "//", ".", ",", "!", "?!", "==", "-----", "(", ")", "\"", "_", "<|",
        "<|endoftext|>", "é", "É", "ǅ", "ʰ", "ª", "字", "日本", "か", "한국", "ж", "Ж", "слово", "Σ", "ς", "א", "ع", "ि", "क", "\u0301", "\u0301\u0301",
        "\u20DD", "ก", "😀", "👩\u200D👧", "𝐀", "𝐚", "𐐨", "𐐀", "𝟘", "𠀀", "𑀀", "\uD800", "\uDC00", "\uFFFD", "\u0000", "\u200B", "\uFEFF", "€", "→",
    ];

    public static string Draw(Random random, int parts)
    {
        var text = new StringBuilder();
        for (int i = 0; i < parts; i++)
        {
            text.Append(Parts[random.Next(Parts.Length)]);
        }

        return text.ToString();
    }

    /// <summary>Lone halves of surrogate pairs as U+FFFD, which is what encoding to UTF-8 makes of them.</summary>
    public static string Repair(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
