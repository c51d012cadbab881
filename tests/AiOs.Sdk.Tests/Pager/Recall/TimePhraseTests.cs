using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>Days that are named by their distance, against looking through the calendar day by day.</summary>
public sealed class TimePhraseTests
{
    private static readonly Gen<DateOnly> Days = Gen.Choose(-20_000, 20_000).Select(static days => new DateOnly(2030, 5, 8).AddDays(days));

    [Fact]
    public void ADay_IsCountedFromThePagesOwn()
    {
        var inputs = from today in Days
                     from weekday in Gen.Elements(Enum.GetValues<DayOfWeek>())
                     from number in Gen.Choose(1, 30)
                     select (today, weekday, number);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var (today, weekday, number) = input;
            string name = weekday.ToString().ToLowerInvariant();
            CheckDay(today, "last " + name, Walk(today, -1, day => day.DayOfWeek == weekday));
            CheckDay(today, "on " + name, Walk(today, -1, day => day.DayOfWeek == weekday));
            CheckDay(today, "next " + name, Walk(today, 1, day => day.DayOfWeek == weekday));
            CheckDay(today, "today", today);
            CheckDay(today, "yesterday", today.AddDays(-1));
            CheckDay(today, "tomorrow", today.AddDays(1));
            CheckDay(today, string.Create(CultureInfo.InvariantCulture, $"{number} days ago"), today.AddDays(-number));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void WeeksMonthsAndYears_AreWholeOnes()
    {
        var inputs = from today in Days from number in Gen.Choose(1, 12) select (today, number);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var (today, number) = input;
            Check(today, "last week", day => Monday(day) == Monday(today).AddDays(-7));
            Check(today, "this week", day => Monday(day) == Monday(today));
            Check(today, "next week", day => Monday(day) == Monday(today).AddDays(7));
            Check(today, $"{number} weeks ago", day => Monday(day) == Monday(today).AddDays(-7 * number));
            Check(today, "last month", day => MonthNumber(day) == MonthNumber(today) - 1);
            Check(today, "next month", day => MonthNumber(day) == MonthNumber(today) + 1);
            Check(today, $"{number} months ago", day => MonthNumber(day) == MonthNumber(today) - number);
            Check(today, "last year", day => day.Year == today.Year - 1);
            Check(today, $"{number} years ago", day => day.Year == today.Year - number);

            // A weekend is last once it is over, and this one until then.
            var over = Walk(today.AddDays(-1), -1, day => day.DayOfWeek == DayOfWeek.Saturday);
            Check(today, "last weekend", day => day == over || day == over.AddDays(1));
            Check(today, "this weekend", day => day == over.AddDays(7) || day == over.AddDays(8));
        }).QuickCheckThrowOnFailure();
    }

    // Both pages are alike but for the day that each means, and neither names a date: only the day of the page itself tells which is meant.
    [Fact]
    public void APageThatSaysLastTuesday_IsFoundByTheDateOfThatDay()
    {
        var inputs = from today in Days
                     from weekday in Gen.Elements(Enum.GetValues<DayOfWeek>())
                     from other in Gen.Elements(Enum.GetValues<DayOfWeek>())
                     from isFirst in Gen.Elements(true, false)
                     where weekday != other
                     select (today, weekday, other, isFirst);
        Prop.ForAll(inputs.ToArbitrary(), async input =>
        {
            var day = Walk(input.today, -1, day => day.DayOfWeek == input.weekday);
            var time = new DateTimeOffset(input.today.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
            Page Of(int number, DayOfWeek weekday) =>
                RecallPages.Of(number, $"I went sailing last {weekday}.", readers: ReaderSet.Everyone, time: time.AddMinutes(number));
            var (first, second) = input.isFirst ? (input.weekday, input.other) : (input.other, input.weekday);
            Page[] pages = [Of(0, first), Of(1, second)];
            var index = new LexicalRecallIndex();
            await index.AddAsync(pages);
            string question = string.Create(CultureInfo.InvariantCulture, $"Who went sailing on {day:d MMMM yyyy}?");
            var hits = await index.SearchAsync(new RecallQuery { Text = question });
            Assert.Equal(pages[input.isFirst ? 0 : 1].Id, hits[0].Id);
        }).QuickCheckThrowOnFailure();
    }

    private static void CheckDay(DateOnly today, string phrase, DateOnly expected) => Check(today, phrase, day => day == expected);

    // The days meant are those of which the model says so, one by one, and there are some.
    private static void Check(DateOnly today, string phrase, Func<DateOnly, bool> isMeant)
    {
        var read = new TimePhrase(today);
        foreach (string word in $"so we met {phrase} at the pier".Split(' '))
        {
            read.Read(word);
        }

        Assert.True(read.Days > 0, $"'{phrase}' on {today:O} means no day.");
        var first = DateOnly.FromDayNumber(read.Day);
        for (int i = -1; i <= read.Days; i++)
        {
            Assert.True(
                isMeant(first.AddDays(i)) == (i >= 0 && i < read.Days),
                $"'{phrase}' on {today:O} is read as {read.Days} days from {first:O}; {first.AddDays(i):O} is wrong.");
        }
    }

    private static DateOnly Walk(DateOnly from, int step, Func<DateOnly, bool> isThere)
    {
        do
        {
            from = from.AddDays(step);
        }
        while (!isThere(from));
        return from;
    }

    private static DateOnly Monday(DateOnly day) => day.DayOfWeek == DayOfWeek.Monday ? day : Walk(day, -1, back => back.DayOfWeek == DayOfWeek.Monday);

    private static int MonthNumber(DateOnly day) => (12 * day.Year) + day.Month;
}
