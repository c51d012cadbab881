namespace AiOs;

/// <summary>Reads the first phrase that names days by their distance: "yesterday", "two weeks ago", "this Friday", "the week before 9 June".</summary>
/// <remarks>
/// Words go in one by one, in lower case. "This Friday" is the coming one, today included; "next Friday" that of the next week, which begins on Monday; "last
/// Friday" the one before, and so "on Friday", unless the sentence plainly speaks of what is to come (<see cref="ClauseTense"/>).
/// English only; other languages name no days here and are found by their words.
/// </remarks>
internal struct TimePhrase(DateOnly today)
{
    private const int MaxDistance = 400; // Of any unit.
    private Direction _direction;
    private int _number;
    private bool _isAhead; // "In two".
    private TimeNoun _counted; // "Two weeks", while "ago" or "before" is waited for; "the week", "Friday".
    private bool _isFrom; // "Two weeks from", while "now" is waited for.
    private int _side; // What is counted stands before (-1) or after (1) the day that comes next, or its year; 0 where nothing is waited for.
    private DateWords _date;
    private ClauseTense _tense;

    private enum Direction : byte
    {
        None = 0,
        Last = 1,
        This = 2,
        Next = 3,
        Coming = 4,
        On = 5,
    }

    /// <summary>Gets the first day, as a day number; 0 while nothing was found.</summary>
    public int Day { get; private set; }

    /// <summary>Gets how many days are meant.</summary>
    public int Days { get; private set; }

    private readonly bool KnowsToday => today.Year is >= 1000 and <= 9000; // From a time that stands for none, nothing can be counted.

    private readonly DateOnly Anchor => KnowsToday ? today : new DateOnly(2000, 1, 1); // What is counted from the latter is not kept.

    /// <summary>Says that the next word begins a sentence.</summary>
    public void BeginSentence() => _tense = default;

    public void Read(ReadOnlySpan<char> word)
    {
        if (Day == 0)
        {
            _tense.Read(word);
        }

        if (_side != 0)
        {
            if (ReadBase(word))
            {
                return;
            }

            (_side, _counted) = (0, default);
        }

        if (Day != 0 || (!_counted.IsNone && ReadAfterCounted(word)))
        {
            return;
        }

        _counted = default;
        ReadStart(word);
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

    private static int DistanceOf(ReadOnlySpan<char> word) => word switch
    {
        "today" or "tonight" => 0,
        "yesterday" => -1,
        "tomorrow" => 1,
        _ => int.MinValue,
    };

    private void ReadStart(ReadOnlySpan<char> word)
    {
        if (DistanceOf(word) is var days && days != int.MinValue)
        {
            Set(DaySpan.Of(Anchor, TimeUnit.Day, days));
        }
        else if (UnitOf(word) is var unit && unit != TimeUnit.None)
        {
            ReadUnit(unit);
        }
        else if (CalendarWords.TryReadWeekday(word, out int weekday)
            || (_direction != Direction.None && CalendarWords.TryReadShortWeekday(word, out weekday)))
        {
            ReadWeekday(weekday);
        }
        else
        {
            ReadOther(word);
        }
    }

    private bool ReadAfterCounted(ReadOnlySpan<char> word)
    {
        bool isFrom = _isFrom;
        _isFrom = word is "from";
        if (_number > 0 && (word is "ago" || (isFrom && word is "now" or "today")))
        {
            Set(DaySpan.Of(Anchor, _counted.Unit, word is "ago" ? -_number : _number));
            return true;
        }

        _side = word switch { "before" => -1, "after" => 1, _ => 0 };
        _date = default;
        return _side != 0 || _isFrom;
    }

    // The day before or after which something stands: "yesterday", a date. "The week before last" is one before the last.
    private bool ReadBase(ReadOnlySpan<char> word)
    {
        bool isBeyond = _side < 0 ? word is "last" : word is "next";
        if (Day == 0 && (isBeyond || DistanceOf(word) != int.MinValue))
        {
            Set(isBeyond ? _counted.Beyond(Anchor, _side) : _counted.Beside(Anchor.AddDays(DistanceOf(word)), _side));
            _side = 0;
            return true;
        }

        if (!_date.Read(word))
        {
            return false;
        }

        if (_date.TryFind(today, out var day) && (KnowsToday || _date.Year != 0))
        {
            (Day, Days) = _counted.Beside(day, _side);
        }

        return true;
    }

    private void ReadUnit(TimeUnit unit)
    {
        if (_isAhead && _number > 0)
        {
            Set(DaySpan.Of(Anchor, unit, _number));
        }
        else if (_direction != Direction.None)
        {
            bool isOfNow = _direction == Direction.Coming && unit == TimeUnit.Weekend && Anchor.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
            Set(DaySpan.Of(Anchor, unit, _direction switch
            {
                Direction.Last or Direction.On => -1,
                Direction.This => 0,
                _ => isOfNow ? 0 : 1,
            }));
        }
        else
        {
            _counted = new TimeNoun(unit, Math.Max(1, _number), 0);
        }
    }

    private void ReadWeekday(int weekday)
    {
        switch (_direction)
        {
            case Direction.None:
                _counted = new TimeNoun(TimeUnit.None, 1, weekday); // "Fridays are busy" names no day.
                break;
            case Direction.Last:
            case Direction.On when !_tense.IsFuture:
                Set(DaySpan.Before(Anchor, weekday));
                break;
            case Direction.This:
                Set(DaySpan.From(Anchor, weekday));
                break;
            case Direction.Next:
                Set(DaySpan.OfWeekday(Anchor, weekday, 1));
                break;
            default:
                Set(DaySpan.From(Anchor.AddDays(1), weekday));
                break;
        }
    }

    private void ReadOther(ReadOnlySpan<char> word)
    {
        _direction = word switch
        {
            "last" or "past" or "previous" => Direction.Last,
            "on" => Direction.On,
            "this" => Direction.This,
            "next" => Direction.Next,
            "coming" => Direction.Coming,
            _ => Direction.None,
        };
        int number = NumberOf(word);
        bool isPart = number > 0 || word is "of"; // "In a couple of weeks".
        _isAhead = word is "in" || (_isAhead && isPart);
        _number = number > 0 ? number : isPart ? _number : 0;
    }

    private void Set(DaySpan span)
    {
        if (KnowsToday)
        {
            (Day, Days) = span;
        }
    }
}
