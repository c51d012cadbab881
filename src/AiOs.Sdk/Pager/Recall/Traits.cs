using System.Collections.Frozen;

namespace AiOs;

/// <summary>Recognises words of time, of number, of oneself and of change.</summary>
internal static class Traits
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TimeWords = FrozenSet.ToFrozenSet(
        [
            "ago", "today", "tomorrow", "tonight", "yesterday", "week", "weeks", "weekend", "month", "months", "year", "years",
            "day", "days", "hour", "hours", "minutes", "last", "next", "since", "morning", "evening", "afternoon", "night", "recently",
            "spring", "summer", "autumn", "fall", "winter",
        ],
        StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> NumberWords = FrozenSet.ToFrozenSet(
        [
            "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "dozen", "hundred",
            "thousand", "million", "once", "twice", "couple", "several", "few", "both", "first", "second", "third", "fourth", "fifth",
        ],
        StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> SelfWords = FrozenSet.ToFrozenSet(
        ["i", "me", "my", "mine", "myself", "we", "our", "ours", "us"], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ChangeWords = FrozenSet.ToFrozenSet(
        [
            "now", "instead", "anymore", "actually", "changed", "switched", "replaced", "moved", "correction", "nowadays", "longer", "update",
            "updated", "became", "new",
        ],
        StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Gives what a word says of its page.</summary>
    /// <param name="word">The word in lower case; not empty.</param>
    public static RecallTraits Of(ReadOnlySpan<char> word)
    {
        if (char.IsAsciiDigit(word[0]))
        {
            return RecallTraits.HasNumber;
        }

        var traits = TimeWords.Contains(word) ? RecallTraits.SpeaksOfTime : RecallTraits.None;
        traits |= SelfWords.Contains(word) ? RecallTraits.SpeaksOfSelf : RecallTraits.None;
        traits |= ChangeWords.Contains(word) ? RecallTraits.Changes : RecallTraits.None;
        if (word.Length <= 9)
        {
            traits |= CalendarWords.TryRead(word, out _) ? RecallTraits.SpeaksOfTime : RecallTraits.None;
        }

        return traits | (NumberWords.Contains(word) ? RecallTraits.HasNumber : RecallTraits.None);
    }
}
