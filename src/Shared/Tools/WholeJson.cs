using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>JSON whose texts can be read.</summary>
/// <remarks>
/// An escape may name one half of a character without the other, as who cuts a text between the two writes it. The parser takes that and throws
/// when the text, or any name beside it, is read; what a stranger wrote would then fail where nothing fails.
/// </remarks>
internal static partial class WholeJson
{
    /// <summary>Gives the same JSON with the replacement character for each half, as a browser shows it.</summary>
    public static string Mend(string json) =>
        json.Contains(@"\ud", StringComparison.OrdinalIgnoreCase)
            ? Escape().Replace(json, static escape => escape.Groups["half"].Success ? @"\ufffd" : escape.Value)
            : json;

    // Every escape is passed over as a whole: behind an escaped backslash the same letters are text.
    [GeneratedRegex(
        @"\\(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Escape();
}
