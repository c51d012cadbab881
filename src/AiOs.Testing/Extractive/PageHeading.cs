using System.Globalization;
using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>The line by which a window introduces a document, a digest or a recalled page.</summary>
internal sealed partial record PageHeading(string Reference, string Time, string Source, bool IsRecalled)
{
    private const int ShownDigits = 8;

    /// <summary>Reads the heading of a message's text, where it has one.</summary>
    public static PageHeading? Read(string text, out string body)
    {
        var match = Pattern().Match(text);
        body = match.Success ? text[match.Length..] : text;
        return match.Success
            ? new PageHeading(
                match.Groups["id"].Value,
                match.Groups["time"].Value,
                match.Groups["source"].Value.Trim(),
                match.Groups["recalled"].Success)
            : null;
    }

    /// <summary>Gives the heading of a page that is rendered as the message it is; null for a message that no window rendered.</summary>
    public static PageHeading OfMessage(Page? page) => new(
        page?.Id.ToString()[..ShownDigits] ?? "",
        page?.Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "",
        "this conversation",
        false);

    [GeneratedRegex(
        @"^\[(?<recalled>recalled )?page p:(?<id>[0-9a-f]{8,32}) \| (?<time>[0-9: -]*) \| (?<source>[^\]\n]*)\]\n",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
