namespace AiOs;

/// <summary>So many units, or a weekday: what stands between a direction or a number and the day that it is counted from.</summary>
/// <param name="Unit">What is counted; <see cref="TimeUnit.None"/> for a weekday.</param>
/// <param name="Number">How many units; 0 for nothing. Of a weekday, 1.</param>
/// <param name="Weekday">Which, Sunday as 0, where no unit is counted.</param>
internal readonly record struct TimeNoun(TimeUnit Unit, int Number, int Weekday)
{
    public bool IsNone => Number == 0;

    /// <summary>Gives the days that lie so far before a day (-1) or after it (1): "the week before 9 June", "the Friday after it".</summary>
    public DaySpan Beside(DateOnly day, int side) => (Unit, side) switch
    {
        (TimeUnit.None, < 0) => DaySpan.Before(day, Weekday),
        (TimeUnit.None, _) => DaySpan.From(day.AddDays(1), Weekday),
        (TimeUnit.Weekend, > 0) => DaySpan.Of(day.AddDays(day.DayOfWeek == DayOfWeek.Saturday ? 2 : 1), Unit, Number - 1),
        _ => DaySpan.Of(day, Unit, side * Number),
    };

    /// <summary>Gives what lies one further than the last (-1) or the next (1): "the week before last".</summary>
    public DaySpan Beyond(DateOnly today, int side) => (Unit, side) switch
    {
        (TimeUnit.None, < 0) => DaySpan.Before(DateOnly.FromDayNumber(DaySpan.Before(today, Weekday).First), Weekday),
        (TimeUnit.None, _) => DaySpan.OfWeekday(today, Weekday, 2),
        _ => DaySpan.Of(today, Unit, side * (Number + 1)),
    };
}
