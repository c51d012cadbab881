using System.Globalization;

namespace AiOs;

/// <summary>Reads dates in digits that can be read in one way only: "2030-06-09", "2030/6/9", "9.6.2030", "25/12/2030", "12/25/2030".</summary>
internal static class DigitDate
{
    /// <summary>Reads a date.</summary>
    /// <param name="text">A text that begins with a digit.</param>
    /// <param name="date">The date, when there is one.</param>
    /// <param name="length">How many characters it is written with.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out DateOnly date, out int length)
    {
        date = default;
        length = 0;
        int first = ReadNumber(text, ref length, out int firstDigits);
        char separator = length < text.Length ? text[length] : default;
        if (firstDigits is 3 or > 4 || separator is not ('-' or '/' or '.') || !ReadNext(text, separator, ref length, out int second, out int secondDigits)
            || secondDigits > 2 || !ReadNext(text, separator, ref length, out int third, out int thirdDigits))
        {
            return false;
        }

        return !GoesOn(text[length..], separator) && (firstDigits == 4
            ? separator != '.' && thirdDigits <= 2 && TryMake(first, second, third, out date)
            : thirdDigits == 4 && TryMakeFromDay(first, second, third, separator, out date));
    }

    // A time may follow: "2030-06-09T10:00".
    private static bool GoesOn(ReadOnlySpan<char> rest, char separator) => rest.Length switch
    {
        0 => false,
        1 => char.IsAsciiLetterOrDigit(rest[0]),
        _ => rest[0] == separator ? char.IsAsciiDigit(rest[1]) : char.IsAsciiLetterOrDigit(rest[0]) && !(rest[0] == 'T' && char.IsAsciiDigit(rest[1])),
    };

    // With points the day stands first, everywhere. With strokes that depends on the country, unless only one of the two can be a month.
    private static bool TryMakeFromDay(int first, int second, int year, char separator, out DateOnly date)
    {
        date = default;
        return separator == '.' || (first > 12 && second <= 12) || first == second
            ? TryMake(year, second, first, out date)
            : second > 12 && TryMake(year, first, second, out date);
    }

    private static bool TryMake(int year, int month, int day, out DateOnly date)
    {
        bool isDate = year is >= 1000 and <= 2999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = isDate ? new DateOnly(year, month, day) : default;
        return isDate;
    }

    private static bool ReadNext(ReadOnlySpan<char> text, char separator, ref int at, out int number, out int digits)
    {
        (number, digits) = (0, 0);
        if (at >= text.Length || text[at] != separator)
        {
            return false;
        }

        at++;
        number = ReadNumber(text, ref at, out digits);
        return digits > 0;
    }

    private static int ReadNumber(ReadOnlySpan<char> text, ref int at, out int digits)
    {
        int start = at;
        while (at < text.Length && at - start < 5 && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        digits = at - start;
        return digits == 0 ? 0 : int.Parse(text[start..at], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
