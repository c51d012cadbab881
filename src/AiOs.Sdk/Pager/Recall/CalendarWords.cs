using System.Globalization;

namespace AiOs;

/// <summary>The parts of dates that people name: months, weekdays, days of a month and years.</summary>
internal static class CalendarWords
{
    private static readonly string[] Months =
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ];

    private static readonly string[] Weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    /// <summary>Reads a word as a part of a date.</summary>
    /// <param name="word">The word in lower case.</param>
    /// <param name="part">The part, when it is one.</param>
    public static bool TryRead(ReadOnlySpan<char> word, out CalendarPart part)
    {
        part = default;
        if (word.IsEmpty)
        {
            return false;
        }

        return char.IsAsciiDigit(word[0]) ? TryReadNumber(word, out part) : TryReadName(word, out part);
    }

    /// <summary>Gives the name of a month, in lower case.</summary>
    /// <param name="month">From 1 to 12.</param>
    public static string NameOfMonth(int month) => Months[month - 1];

    /// <summary>Gives one part of a date.</summary>
    public static CalendarPart PartOf(DateOnly date, CalendarUnit unit) => new(unit, unit switch
    {
        CalendarUnit.Year => date.Year,
        CalendarUnit.Month => date.Month,
        CalendarUnit.Day => date.Day,
        _ => (int)date.DayOfWeek,
    });

    /// <summary>Reads a word as a day of the week, Sunday as 0.</summary>
    public static bool TryReadWeekday(ReadOnlySpan<char> word, out int weekday)
    {
        for (weekday = 0; weekday < Weekdays.Length; weekday++)
        {
            if (word.SequenceEqual(Weekdays[weekday]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a weekday cut short, Sunday as 0: only where one is expected, because some are words of their own. "Sun" is not read as one.</summary>
    public static bool TryReadShortWeekday(ReadOnlySpan<char> word, out int weekday)
    {
        weekday = word switch
        {
            "mon" => 1,
            "tue" or "tues" => 2,
            "wed" or "weds" => 3,
            "thu" or "thur" or "thurs" => 4,
            "fri" => 5,
            "sat" => 6,
            _ => -1,
        };
        return weekday >= 0;
    }

    private static bool TryReadName(ReadOnlySpan<char> word, out CalendarPart part)
    {
        for (int i = 0; i < Months.Length; i++)
        {
            if (word.SequenceEqual(Months[i]) || (word.Length == 3 && Months[i].AsSpan().StartsWith(word)))
            {
                part = new CalendarPart(CalendarUnit.Month, i + 1);
                return true;
            }
        }

        bool isWeekday = TryReadWeekday(word, out int weekday);
        part = isWeekday ? new CalendarPart(CalendarUnit.Weekday, weekday) : default;
        return isWeekday;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> word, out CalendarPart part)
    {
        int digits = word.IndexOfAnyExceptInRange('0', '9');
        var rest = digits < 0 ? default : word[digits..];
        part = default;
        if (!int.TryParse(digits < 0 ? word : word[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return false;
        }

        bool isOrdinal = rest.SequenceEqual("st") || rest.SequenceEqual("nd") || rest.SequenceEqual("rd") || rest.SequenceEqual("th");
        if (number is >= 1 and <= 31 && (rest.IsEmpty || isOrdinal))
        {
            part = new CalendarPart(CalendarUnit.Day, number);
            return true;
        }

        part = new CalendarPart(CalendarUnit.Year, number);
        return rest.IsEmpty && number is >= 1000 and <= 2999;
    }
}
