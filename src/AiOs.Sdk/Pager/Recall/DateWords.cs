namespace AiOs;

/// <summary>Reads a date word by word: "9 June 2023", "the 9th of June", "June 9", with the year or without.</summary>
internal struct DateWords
{
    private int _day;
    private int _month;

    public readonly bool IsDate => _day != 0 && _month != 0;

    public int Year { get; private set; }

    /// <summary>Reads a word.</summary>
    /// <returns>Whether it can belong to the date.</returns>
    public bool Read(ReadOnlySpan<char> word)
    {
        if (IsDate)
        {
            bool isYear = CalendarWords.TryRead(word, out var year) && year.Unit == CalendarUnit.Year && Year == 0;
            Year = isYear ? year.Value : Year;
            return isYear;
        }

        if (word is "the" or "of")
        {
            return true;
        }

        if (CalendarWords.TryRead(word, out var part) && (part.Unit == CalendarUnit.Day ? _day : _month) == 0)
        {
            _day = part.Unit == CalendarUnit.Day ? part.Value : _day;
            _month = part.Unit == CalendarUnit.Month ? part.Value : _month;
            return part.Unit is CalendarUnit.Day or CalendarUnit.Month;
        }

        return false;
    }

    /// <summary>Gives the day that is named: without a year, the one nearest to today.</summary>
    /// <param name="today">A day, or the default where none is known; then only a date with its year is a day.</param>
    /// <param name="day">The day, when there is one.</param>
    public readonly bool TryFind(DateOnly today, out DateOnly day)
    {
        day = default;
        int nearest = int.MaxValue;
        for (int year = today.Year - 1; Year == 0 && year <= today.Year + 1; year++)
        {
            if (IsDay(year) && Math.Abs(new DateOnly(year, _month, _day).DayNumber - today.DayNumber) is var distance && distance < nearest)
            {
                (nearest, day) = (distance, new DateOnly(year, _month, _day));
            }
        }

        if (Year != 0 && IsDay(Year))
        {
            day = new DateOnly(Year, _month, _day);
        }

        return day != default;
    }

    private readonly bool IsDay(int year) => IsDate && year is > 1000 and < 9000 && _day <= DateTime.DaysInMonth(year, _month);
}
