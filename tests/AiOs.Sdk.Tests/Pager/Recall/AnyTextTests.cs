using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>Whatever people, programs and broken programs write, at any time that a clock can show.</summary>
public sealed class AnyTextTests
{
    private static readonly string[] Parts =
    [
        "yesterday", "tomorrow", "last", "next", "this", "year", "years", "week", "month", "Friday", "ago", "in", "two", "99999999", "2147483647",
        "the day before", "the week after", "9 June", "June 0", "31/02/2030", "2030-05-08", "0001-01-01", "9999-12-31", "29.02.1900", "12:60",
        "1,000,000,000,000", "won't", "e-mail", "co-", "-", "getUserNameById", "HTTP2Server", "5pm", "'", "’s", "é", "e\u0301", "\u0301", "\ud800",
        "\udc00", "😀", "漢字", "ไทย", "שלום", "ß", "İ", "\0", "\n", ".", "?", "how many", "what did", "Ada", "both", "and", "or", "between", "before",
        "after", "since", "\u200b", "\ufeff", "Ⅷ", "½", "x",
    ];

    [Fact]
    public void AnyText_IsFoundByItsOwnWords_AtAnyTime()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), async seed =>
        {
            var random = new Random(seed);
            string unique = "zebra" + random.Next(1_000_000);
            var pages = Enumerable.Range(0, random.Next(1, 12)).Select(number => RecallPages.Of(
                number, number == 0 ? $"{Text(random)} {unique} {Text(random)}" : Text(random), "Ada", time: Time(random))).ToArray();
            await using var index = new LexicalRecallIndex();
            await index.AddAsync(pages);
            for (int question = 0; question < 3; question++)
            {
                await index.SearchAsync(new RecallQuery
                {
                    Text = Text(random),
                    AskedAt = random.Next(2) == 0 ? Time(random) : null,
                    From = random.Next(3) == 0 ? Time(random) : null,
                    To = random.Next(3) == 0 ? Time(random) : null,
                });
            }

            var hits = await index.SearchAsync(new RecallQuery { Text = unique, Limit = 20, AskedAt = Time(random) });
            Assert.Contains(pages[0].Id, hits.Select(static hit => hit.Id));
            Assert.All(hits, static hit => Assert.True(double.IsFinite(hit.Score)));
        }).Check(Seeded.Config.WithMaxTest(400));
    }

    private static string Text(Random random) => string.Join(
        random.Next(4) == 0 ? "" : " ", Enumerable.Range(0, random.Next(0, 14)).Select(_ => Parts[random.Next(Parts.Length)]));

    private static DateTimeOffset Time(Random random) => random.Next(6) switch
    {
        0 => DateTimeOffset.MinValue.AddHours(random.Next(100)),
        1 => DateTimeOffset.MaxValue.AddHours(-random.Next(100)),
        2 => new DateTimeOffset(DateTime.MinValue.AddDays(1), TimeSpan.FromHours(14)),
        3 => new DateTimeOffset(DateTime.MaxValue.AddDays(-1), TimeSpan.FromHours(-14)),
        _ => new DateTimeOffset(random.NextInt64(DateTime.MaxValue.Ticks), TimeSpan.Zero),
    };
}
