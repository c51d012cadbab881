namespace AiOs;

/// <summary>One part of a date, such as the month of May.</summary>
internal readonly record struct CalendarPart(CalendarUnit Unit, int Value);
