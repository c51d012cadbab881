namespace AiOs;

/// <summary>Reads the first phrase of a text that names days by their distance from today: "yesterday", "last month", "two weeks ago", "on Friday".</summary>
/// <remarks>Words go in one by one, in lower case. English only; other languages name no days here and are found by their words.</remarks>
internal struct TimePhrase(DateOnly today)
{
    private const int MaxDistance = 400; // Of any unit.
    private Direction _direction;
    private int _number;
    private TimeUnit _counted; // "Two weeks", while "ago" is waited for.

    private enum Direction : byte
    {
        None = 0,
        Last = 1,
        This = 2,
        Next = 3,
    }

    /// <summary>Gets the first day, as a day number; 0 while nothing was found.</summary>
    public int Day { get; private set; }

    /// <summary>Gets how many days are meant.</summary>
    public int Days { get; private set; }

    public void Read(ReadOnlySpan<char> word)
    {
        if (Day != 0 || today.Year is < 1000 or > 9000)
        {
            return; // Found already; or a time that stands for none, from which nothing can be counted.
        }

        if (word is "ago" && _counted != TimeUnit.None)
        {
            SetUnit(_counted, -_number);
            return;
        }

        int days = word switch { "today" or "tonight" => 0, "yesterday" => -1, "tomorrow" => 1, _ => int.MinValue };
        if (days != int.MinValue)
        {
            Set(today.AddDays(days), 1);
            return;
        }

        var unit = UnitOf(word);
        if (unit != TimeUnit.None)
        {
            ReadUnit(unit);
        }
        else if (CalendarWords.TryReadWeekday(word, out int weekday))
        {
            ReadWeekday(weekday);
        }
        else
        {
            ReadOther(word);
        }
    }

    private static TimeUnit UnitOf(ReadOnlySpan<char> word) => word switch
    {
        "day" or "days" => TimeUnit.Day,
        "week" or "weeks" => TimeUnit.Week,
        "weekend" or "weekends" => TimeUnit.Weekend,
        "month" or "months" => TimeUnit.Month,
        "year" or "years" => TimeUnit.Year,
        _ => TimeUnit.None,
    };

    private static int NumberOf(ReadOnlySpan<char> word) => word switch
    {
        "a" or "an" or "one" => 1,
        "two" or "couple" => 2,
        "three" or "few" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        _ => int.TryParse(word, out int number) && number is > 0 and <= MaxDistance ? number : 0,
    };

    private void ReadUnit(TimeUnit unit)
    {
        if (_direction != Direction.None)
        {
            SetUnit(unit, (int)_direction - (int)Direction.This);
        }
        else if (_number > 0)
        {
            _counted = unit;
        }
    }

    private void ReadWeekday(int weekday)
    {
        if (_direction == Direction.None)
        {
            return; // "Fridays are busy" names no day.
        }

        int forward = (weekday - (int)today.DayOfWeek + 7) % 7;
        Set(today.AddDays(_direction == Direction.Next ? (forward == 0 ? 7 : forward) : forward == 0 ? -7 : forward - 7), 1);
    }

    private void ReadOther(ReadOnlySpan<char> word)
    {
        _direction = word switch
        {
            "last" or "past" or "previous" or "on" => Direction.Last,
            "this" => Direction.This,
            "next" or "coming" => Direction.Next,
            _ => Direction.None,
        };
        _counted = TimeUnit.None;
        int number = NumberOf(word);
        _number = number > 0 ? number : word is "of" ? _number : 0; // "A couple of weeks".
    }

    private void SetUnit(TimeUnit unit, int distance)
    {
        switch (unit)
        {
            case TimeUnit.Day:
                Set(today.AddDays(distance), 1);
                break;
            case TimeUnit.Week:
                Set(today.AddDays(-(((int)today.DayOfWeek + 6) % 7) + (7 * distance)), 7);
                break;
            case TimeUnit.Weekend:
                int sinceSaturday = ((int)today.DayOfWeek + 1) % 7;
                Set(today.AddDays(-sinceSaturday + (7 * (distance + (sinceSaturday < 2 ? 0 : 1)))), 2);
                break;
            case TimeUnit.Month:
                var month = new DateOnly(today.Year, today.Month, 1).AddMonths(distance);
                Set(month, DateTime.DaysInMonth(month.Year, month.Month));
                break;
            default:
                int year = Math.Clamp(today.Year + distance, 1, 9999);
                Set(new DateOnly(year, 1, 1), DateTime.IsLeapYear(year) ? 366 : 365);
                break;
        }
    }

    private void Set(DateOnly day, int days)
    {
        Day = day.DayNumber;
        Days = days;
    }
}
