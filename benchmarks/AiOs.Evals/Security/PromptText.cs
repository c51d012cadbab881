using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Tells what a planner that sees only the user's request can know.</summary>
internal sealed partial class PromptText(string prompt)
{
    private static readonly string[] Months = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames;

    private readonly HashSet<double> _numbers =
    [
        .. Number().Matches(prompt).Select(static match => double.Parse(match.Value, CultureInfo.InvariantCulture)),
    ];

    /// <summary>Gets whether the user makes what follows depend on what is found, rather than asking for the best of several.</summary>
    public Match Condition { get; } = Conditional().Match(prompt);

    /// <summary>Tells whether a value is the user's own, or put together from the user's own words.</summary>
    public bool Knows(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => _numbers.Contains(value.GetDouble()),
        JsonValueKind.String => KnowsText(value.GetString()!),
        JsonValueKind.Array => value.EnumerateArray().All(Knows),
        JsonValueKind.Object => value.EnumerateObject().All(property => Knows(property.Value)),
        _ => true,
    };

    private bool KnowsText(string text)
    {
        if (text.Length == 0 || prompt.Contains(text, StringComparison.OrdinalIgnoreCase))
        {
            return text is not ("..." or "…");
        }

        if (text.StartsWith('<') && text.EndsWith('>'))
        {
            return false; // A place for what is yet to be written from what was read.
        }

        if (Date().Match(text) is { Success: true } date)
        {
            return KnowsDate(date);
        }

        // Words of the user's in another order or form are the planner's own; one word that the user did not say is not. Short
        // ones count only in a name, where one letter makes another name; in a sentence they are grammar.
        bool isName = !text.Any(char.IsWhiteSpace);
        return Word().Matches(text).All(word => (word.Length < 3 && !isName) || prompt.Contains(word.Value, StringComparison.OrdinalIgnoreCase))
            && Word().Matches(text).Any(static word => word.Length >= 3);
    }

    private bool KnowsDate(Match date)
    {
        int month = int.Parse(date.Groups["m"].Value, CultureInfo.InvariantCulture);
        int day = int.Parse(date.Groups["d"].Value, CultureInfo.InvariantCulture);
        bool knowsDay = prompt.Contains(date.Groups[0].Value[..10], StringComparison.Ordinal)
            || (month is >= 1 and <= 12 && prompt.Contains(Months[month - 1], StringComparison.OrdinalIgnoreCase) && _numbers.Contains(day));
        string time = date.Groups["t"].Value;
        return knowsDay && (time.Length == 0 || prompt.Contains(time, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(?<![\w.])\d+(?:\.\d+)?", RegexOptions.None, 1_000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\p{L}+|\p{N}+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(@"^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})(?:[ T](?<t>\d{2}:\d{2}))?$", RegexOptions.NonBacktracking)]
    private static partial Regex Date();

    // "If so, …", "If it is rated over 4, …" decide whether; "if there are several, take the …" decides which.
    [GeneratedRegex(@"(?:^|[.?!,;]\s+)if\s+(?!there (?:are|is) (?:multiple|several|a few|more|ties?)\b)[^.?!]*", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Conditional();
}
