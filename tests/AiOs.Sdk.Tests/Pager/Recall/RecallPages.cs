using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Made-up pages for tests of recall: few words, so that they meet and tie.</summary>
internal static class RecallPages
{
    public static readonly DateTimeOffset Start = new(2030, 5, 8, 13, 0, 0, TimeSpan.Zero);
    private static readonly string[] Words =
        ["boat", "harbour", "garden", "violin", "lisbon", "photo", "photograph", "run", "ran", "yesterday", "now", "teacher", "why?", "42"];

    public static Page Of(int number, string text, string author = "Ada", ReaderSet? readers = null, DateTimeOffset? time = null) => Page.Create(
        new PageDraft
        {
            Messages = [new ChatMessage(ChatRole.User, text) { AuthorName = author }],
            Label = new SecurityLabel(Integrity.User, readers ?? ReaderSet.Everyone),
        },
        "page-" + number,
        time ?? Start.AddMinutes(number * (number % 7 == 0 ? 50 : 3)));

    /// <summary>Draws pages: each has one to eight words, one of three authors, and now and then readers of its own.</summary>
    public static Page[] Draw(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Of(
            i,
            string.Join(' ', Enumerable.Range(0, random.Next(1, 9)).Select(_ => Words[random.Next(Words.Length)])),
            random.Next(3) switch { 0 => "Ada", 1 => "Bob", _ => "Cleo Smith" },
            random.Next(4) == 0 ? ReaderSet.Of(random.Next(2) == 0 ? "ada" : "bob") : ReaderSet.Everyone))];
    }

    /// <summary>Draws questions over the same words.</summary>
    public static RecallQuery[] Ask(int seed, int count)
    {
        var random = new Random(~seed);
        return [.. Enumerable.Range(0, count).Select(i => new RecallQuery
        {
            Text = $"{(i % 2 == 0 ? "Which things" : "When")} did {(i % 3 == 0 ? "Ada" : "Bob")} " +
                string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Words[random.Next(Words.Length)])),
            Limit = random.Next(1, 30),
            AskedAt = Start.AddDays(1),
        })];
    }
}
