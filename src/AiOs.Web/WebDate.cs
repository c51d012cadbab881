using System.Globalization;

namespace AiOs;

/// <summary>Reads the dates that pages and search services state.</summary>
internal static class WebDate
{
    private const int MinCharacters = 8;
    private const int MaxCharacters = 63;
    private const int MinYear = 1900;

    /// <summary>Gives the date, or null where the text states none; a time without an offset is taken as UTC, because nothing says more.</summary>
    /// <remarks>The year must stand there in full. The parser fills in today's for what is missing, and would date a page by when it is read.</remarks>
    public static DateTimeOffset? Read(string? text) =>
        text is { Length: >= MinCharacters and <= MaxCharacters }
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var date)
        && date.Year >= MinYear && text.Contains(date.Year.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            ? date
            : null;
}
