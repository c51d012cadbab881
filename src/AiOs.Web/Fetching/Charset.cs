using System.Text;
using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Finds the encoding of a page and decodes it.</summary>
/// <remarks>
/// In the order of the HTML standard: byte order mark, the header's charset, a declaration within the first 1,024 bytes. Without
/// any, UTF-8 where the bytes are valid UTF-8, and windows-1252 otherwise. Labels mean what the WHATWG encoding standard says.
/// </remarks>
internal static partial class Charset
{
    private const int DeclarationBytes = 1_024;
    private const int Latin1 = 28591;
    private const int Ascii = 20127;

    // What the standard knows. Others, such as EBCDIC and UTF-32, would read markup where no browser and no filter sees any.
    private static readonly HashSet<int> CodePages =
    [
        65001, 1200, 1201, 866, 874, 932, 936, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 10000, 10007, 20866, 21866,
        28592, 28593, 28594, 28595, 28596, 28597, 28598, 28599, 28600, 28603, 28604, 28605, 28606, 38598, 50220, 50221, 50222, 51932, 51949, 54936,
    ];

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static (string Text, string Name) Decode(ReadOnlySpan<byte> bytes, string? headerCharset)
    {
        if (FromMark(bytes) is { } marked)
        {
            return (marked.Encoding.GetString(bytes[marked.Length..]), marked.Encoding.WebName);
        }

        if ((Find(headerCharset) ?? FromDeclaration(bytes)) is { } declared)
        {
            return (declared.GetString(bytes), declared.WebName);
        }

        try
        {
            return (StrictUtf8.GetString(bytes), "utf-8");
        }
        catch (DecoderFallbackException)
        {
            // Not UTF-8: what nobody declared is, on the web, nearly always the Western default.
            var western = Find("windows-1252")!;
            return (western.GetString(bytes), western.WebName);
        }
    }

    private static (Encoding Encoding, int Length)? FromMark(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? (Encoding.UTF8, 3)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? (Encoding.BigEndianUnicode, 2)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? (Encoding.Unicode, 2)
        : null;

    private static Encoding? FromDeclaration(ReadOnlySpan<byte> bytes)
    {
        string head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, DeclarationBytes)]);
        var match = Declaration().Match(head);
        var found = match.Success ? Find(match.Groups["name"].Value) : null;

        // A declaration that could be read as ASCII is not in UTF-16, whatever it says.
        return found is UnicodeEncoding ? Encoding.UTF8 : found;
    }

    private static Encoding? Find(string? label)
    {
        string name = (label ?? "").Trim(' ', '"', '\'', '\t').ToLowerInvariant();
        string? known = name switch
        {
            "" or "utf-7" => null, // UTF-7 hides markup from filters; browsers dropped it.
            "utf8" or "unicode-1-1-utf-8" => "utf-8",
            "iso-8859-1" or "iso8859-1" or "iso_8859-1" or "latin1" or "latin-1" or "ascii" or "us-ascii" or "cp1252" => "windows-1252",
            "iso-8859-9" or "latin5" => "windows-1254",
            "iso-8859-11" or "tis-620" => "windows-874",
            "gb2312" or "gbk" or "x-gbk" or "gb_2312-80" => "gb18030",
            "x-sjis" or "sjis" or "ms_kanji" or "windows-31j" => "shift_jis",
            "ks_c_5601-1987" or "euc_kr" or "windows-949" or "euc-kr" => "ks_c_5601-1987",
            "big5-hkscs" => "big5",
            "cp1251" or "x-cp1251" => "windows-1251",
            "utf-16le" or "utf-16" => "utf-16",
            _ => name,
        };
        if (known is null)
        {
            return null;
        }

        try
        {
            var encoding = CodePagesEncodingProvider.Instance.GetEncoding(known) ?? Encoding.GetEncoding(known);
            return encoding.CodePage is Latin1 or Ascii ? Find("windows-1252") : CodePages.Contains(encoding.CodePage) ? encoding : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null; // No encoding has that name, or it is one more of UTF-7's: as if none had been named.
        }
    }

    [GeneratedRegex(
        """(?:<meta[^>]{0,400}?charset\s*=\s*["']?|<\?xml[^>]{0,200}?encoding\s*=\s*["'])\s*(?<name>[A-Za-z0-9_.:-]{2,40})""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declaration();
}
