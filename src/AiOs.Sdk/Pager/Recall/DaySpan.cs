namespace AiOs;

/// <summary>Days in a row: a day, a week from Monday, a weekend, a month or a year.</summary>
/// <param name="First">The first of them, as a day number; 0 for none.</param>
/// <param name="Days">How many they are.</param>
internal readonly record struct DaySpan(int First, int Days)
{
    /// <summary>Gives the unit that a day lies in, moved by so many units; of weekends the coming one where the day is none of its own.</summary>
    public static DaySpan Of(DateOnly day, TimeUnit unit, int distance)
    {
        switch (unit)
        {
            case TimeUnit.Day:
                return new DaySpan(day.DayNumber + distance, 1);
            case TimeUnit.Week:
                return new DaySpan(MondayOf(day) + (7 * distance), 7);
            case TimeUnit.Weekend:
                int sinceSaturday = ((int)day.DayOfWeek + 1) % 7;
                return new DaySpan(day.DayNumber - sinceSaturday + (7 * (distance + (sinceSaturday < 2 ? 0 : 1))), 2);
            case TimeUnit.Month:
                var month = new DateOnly(day.Year, day.Month, 1).AddMonths(distance);
                return new DaySpan(month.DayNumber, DateTime.DaysInMonth(month.Year, month.Month));
            default:
                int year = day.Year + distance;
                return new DaySpan(new DateOnly(year, 1, 1).DayNumber, DateTime.IsLeapYear(year) ? 366 : 365);
        }
    }

    /// <summary>Gives a weekday of the week that a day lies in, moved by so many weeks.</summary>
    public static DaySpan OfWeekday(DateOnly day, int weekday, int weeks) => new(MondayOf(day) + ((weekday + 6) % 7) + (7 * weeks), 1);

    /// <summary>Gives the last such weekday before a day.</summary>
    public static DaySpan Before(DateOnly day, int weekday)
    {
        int back = ((int)day.DayOfWeek - weekday + 7) % 7;
        return new DaySpan(day.DayNumber - (back == 0 ? 7 : back), 1);
    }

    /// <summary>Gives the first such weekday from a day on, that day included.</summary>
    public static DaySpan From(DateOnly day, int weekday) => new(day.DayNumber + ((weekday - (int)day.DayOfWeek + 7) % 7), 1);

    private static int MondayOf(DateOnly day) => day.DayNumber - (((int)day.DayOfWeek + 6) % 7);
}
