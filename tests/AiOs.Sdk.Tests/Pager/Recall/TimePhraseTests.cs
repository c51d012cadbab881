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
            CheckDay(today, "this past " + name, Walk(today, -1, day => day.DayOfWeek == weekday));
            CheckDay(today, "this " + name, Walk(today.AddDays(-1), 1, day => day.DayOfWeek == weekday));
            CheckDay(today, "this coming " + name, Walk(today, 1, day => day.DayOfWeek == weekday));
            CheckDay(today, "next " + name, Walk(Monday(today).AddDays(6), 1, day => day.DayOfWeek == weekday)); // Of the next week.
            CheckDay(today, $"the {name} before last", Walk(today, -1, day => day.DayOfWeek == weekday).AddDays(-7));
            CheckDay(today, $"the {name} after next", Walk(Monday(today).AddDays(6), 1, day => day.DayOfWeek == weekday).AddDays(7));
            CheckDay(today, string.Create(CultureInfo.InvariantCulture, $"in {number} days"), today.AddDays(number));
            CheckDay(today, string.Create(CultureInfo.InvariantCulture, $"{number} days from now"), today.AddDays(number));
            CheckDay(today, "the day before yesterday", today.AddDays(-2));
            CheckDay(today, "the day after tomorrow", today.AddDays(2));
            CheckDay(today, "today", today);
            CheckDay(today, "yesterday", today.AddDays(-1));
            CheckDay(today, "tomorrow", today.AddDays(1));
            CheckDay(today, string.Create(CultureInfo.InvariantCulture, $"{number} days ago"), today.AddDays(-number));
        }).Check(Seeded.Config);
    }

    [Fact]
    public void OnADay_IsTheComingOneWhereTheSentencePlainlySaysSo_AndElseThePastOne()
    {
        string[] coming =
        [
            "i will see her on {0}", "i'll see her on {0}", "we won't be there on {0}", "they are going to sail to the islands on {0}",
            "we're gonna sail on {0}",
            "we plan to sail on {0}", "she's coming on {0}", "are we meeting on {0}?", "i am flying to Lisbon on {0}", "let's meet on {0}",
            "we met the neighbours; i shall call on {0}", "it was fun! will you come on {0}?", "We waited.\nShe'll come on {0}",
        ];
        string[] past =
        [
            "on {0}", "we sailed on {0}", "i was going to see her on {0}", "we will see how it went on {0}", "i will call. we sailed on {0}",
            "she said she will come on {0}", "i'm tired of the long talks with all of them on {0}", "ada's meeting on {0}", "i like going to the pier on {0}",
            "we were meeting on {0}", "he won on {0}", "the plan on {0}", "i will tell you what happened on {0}", "is this the thing on {0}?",
        ];
        var inputs = from today in Days from weekday in Gen.Elements(Enum.GetValues<DayOfWeek>()) select (today, weekday);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            foreach (var (sentences, step) in new[] { (coming, 1), (past, -1) })
            {
                foreach (string sentence in sentences.Select(form => string.Format(CultureInfo.InvariantCulture, form, input.weekday)))
                {
                    var expected = Walk(input.today, step, day => day.DayOfWeek == input.weekday);
                    Assert.Equal((sentence, expected), (sentence, DateOnly.FromDayNumber(DayOf(sentence, input.today))));
                }
            }
        }).Check(Seeded.Config);
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

            Check(today, $"in {number} weeks", day => Monday(day) == Monday(today).AddDays(7 * number));
            Check(today, "in a couple of weeks", day => Monday(day) == Monday(today).AddDays(14));
            Check(today, $"in {number} months", day => MonthNumber(day) == MonthNumber(today) + number);
            Check(today, "the week before last", day => Monday(day) == Monday(today).AddDays(-14));
            Check(today, "the month after next", day => MonthNumber(day) == MonthNumber(today) + 2);
            Check(today, "the coming year", day => day.Year == today.Year + 1);

            // A weekend is last once it is over, and this one until then.
            var over = Walk(today.AddDays(-1), -1, day => day.DayOfWeek == DayOfWeek.Saturday);
            Check(today, "last weekend", day => day == over || day == over.AddDays(1));
            Check(today, "this weekend", day => day == over.AddDays(7) || day == over.AddDays(8));
            Check(today, "next weekend", day => day == over.AddDays(14) || day == over.AddDays(15));
            Check(today, "two weekends ago", day => day == over.AddDays(-7) || day == over.AddDays(-6));
            Check(today, "the weekend before last", day => day == over.AddDays(-7) || day == over.AddDays(-6));
            var coming = Walk(today, 1, day => day.DayOfWeek == DayOfWeek.Saturday);
            coming = today.DayOfWeek == DayOfWeek.Saturday ? today.AddDays(7) : coming;
            Check(today, "this coming weekend", day => day == coming || day == coming.AddDays(1));
        }).Check(Seeded.Config);
    }

    [Fact]
    public void WhatStandsBesideADate_IsCountedFromThatDay()
    {
        var inputs = from today in Days
                     from distance in Gen.Choose(-170, 170)
                     from weekday in Gen.Elements(Enum.GetValues<DayOfWeek>())
                     from number in Gen.Choose(1, 12)
                     from form in Gen.Elements("d MMMM", "d MMMM yyyy", "MMMM d", "MMMM d yyyy", "'the' d'th of' MMMM")
                     select (today, distance, weekday, number, form);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            // Without a year the nearest such day is meant. The 29th of February has no neighbours of its name.
            var day = input.today.AddDays(input.distance);
            day = day is { Month: 2, Day: 29 } ? day.AddDays(1) : day;
            string date = day.ToString(input.form, CultureInfo.InvariantCulture).ToLowerInvariant();
            string name = input.weekday.ToString().ToLowerInvariant();
            Check(input.today, $"the week before {date}", other => Monday(other) == Monday(day).AddDays(-7));
            Check(input.today, $"the week after {date}", other => Monday(other) == Monday(day).AddDays(7));
            Check(input.today, $"{input.number} weeks before {date}", other => Monday(other) == Monday(day).AddDays(-7 * input.number));
            Check(input.today, $"the month before {date}", other => MonthNumber(other) == MonthNumber(day) - 1);
            CheckDay(input.today, $"{input.number} days after {date}", day.AddDays(input.number));
            CheckDay(input.today, $"the {name} before {date}", Walk(day, -1, other => other.DayOfWeek == input.weekday));
            CheckDay(input.today, $"the {name} after {date}", Walk(day, 1, other => other.DayOfWeek == input.weekday));
            var before = Walk(Walk(day, -1, other => other.DayOfWeek == DayOfWeek.Sunday), -1, other => other.DayOfWeek == DayOfWeek.Saturday);
            Check(input.today, $"the weekend before {date}", other => other == before || other == before.AddDays(1));
            var after = Walk(day, 1, other => other.DayOfWeek == DayOfWeek.Saturday);
            Check(input.today, $"the weekend after {date}", other => other == after || other == after.AddDays(1));
        }).Check(Seeded.Config);
    }

    [Theory]
    [InlineData("we sail on last fri", "2030-05-03")]
    [InlineData("this tues we sail", "2030-05-14")]
    [InlineData("the week before the wedding we sailed yesterday", "2030-05-07")]
    [InlineData("the week before 9 june last year", "2030-05-27")]
    [InlineData("two weeks before we met", null)]
    [InlineData("weeks ago", null)]
    [InlineData("two weeks from home", null)]
    [InlineData("fridays are busy", null)]
    [InlineData("fri is short", null)]
    [InlineData("the week before 31 june", null)]
    public void OnlyWhatNamesADay_IsRead(string text, string? expected)
    {
        var read = new TimePhrase(new DateOnly(2030, 5, 8)); // A Wednesday.
        foreach (string word in text.Split(' '))
        {
            read.Read(word);
        }

        Assert.Equal(expected, read.Day == 0 ? null : DateOnly.FromDayNumber(read.Day).ToString("O", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void WhereNoDayIsKnown_OnlyADateWithItsYearIsOne()
    {
        string[] unknown =
        [
            "last month", "last friday", "next year", "yesterday", "in two years", "two months ago", "the day before yesterday", "the month before last",
            "the week before 9 june",
        ];
        foreach (var (text, isDay) in unknown.Select(static text => (text, false)).Append(("the week before 9 june 2030", true)))
        {
            var read = new TimePhrase(default);
            foreach (string word in text.Split(' '))
            {
                read.Read(word);
            }

            Assert.Equal(isDay ? new DateOnly(2030, 5, 27).DayNumber : 0, read.Day);
        }
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
        }).Check(Seeded.Config);
    }

    // As a page is read: words, and where sentences end.
    private static int DayOf(string text, DateOnly today)
    {
        var store = new RecallStore();
        store.Add(RecallPages.Of(0, text, time: new DateTimeOffset(today.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero)));
        return store.Documents[0].EventDay;
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
