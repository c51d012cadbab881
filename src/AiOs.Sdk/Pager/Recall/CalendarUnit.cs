namespace AiOs;

/// <summary>Which part of a date.</summary>
internal enum CalendarUnit : byte
{
    Year = 0,
    Month = 1,
    Day = 2,
    Weekday = 3,
}
