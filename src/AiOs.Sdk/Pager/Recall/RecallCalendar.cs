namespace AiOs;

/// <summary>Compares the times that a question names with the dates of sessions, and with the times that pages speak of.</summary>
internal readonly struct RecallCalendar(RecallStore store, RecallQuestion question)
{
    /// <summary>Judges the date of a session: a date that few sessions have says more.</summary>
    public float ScoreOf(in RecallSession session)
    {
        var day = DateOnly.FromDayNumber(session.Day);
        float score = 0;
        foreach (var part in question.Calendar)
        {
            score += CalendarWords.PartOf(day, part.Unit) == part ? WeightOf(part) : 0;
        }

        int distance = session.Day - question.Day;
        return question.Day != 0 && distance >= 0 && distance < question.Days
            ? score + MathF.Log(1 + ((float)store.Sessions.Count / question.Days))
            : score;
    }

    /// <summary>Judges the time that a page speaks of: "last week" is not the week in which it was said.</summary>
    public float ScoreOfEvent(in RecallDocument document)
    {
        if (document.EventDay == 0 || !question.NamesTime)
        {
            return 0;
        }

        var first = DateOnly.FromDayNumber(document.EventDay);
        var last = DateOnly.FromDayNumber(document.EventDay + document.EventDays - 1);
        float score = 0;
        foreach (var part in question.Calendar)
        {
            bool isExact = part.Unit is CalendarUnit.Day or CalendarUnit.Weekday;
            bool fits = CalendarWords.PartOf(first, part.Unit) == part || CalendarWords.PartOf(last, part.Unit) == part;
            score += fits && (!isExact || document.EventDays <= 2) ? WeightOf(part) : 0;
        }

        bool overlaps = question.Day != 0 && document.EventDay < question.Day + question.Days
            && question.Day < document.EventDay + document.EventDays;
        return score + (overlaps ? 1 : 0);
    }

    private float WeightOf(CalendarPart part) => Bm25.Idf(store.CalendarCounts.GetValueOrDefault(part), store.Sessions.Count);
}
