using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class TermTableTests
{
    // Gaps and counts of every length in bytes, words that come once and words that come often; written and read again at any moment.
    [Fact]
    public void ATable_HoldsWhatADictionaryHolds()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var table = new TermTable();
            var twin = new Dictionary<string, List<(int Page, int Count)>>(StringComparer.Ordinal);
            int words = random.Next(1, 300);
            int gapBits = random.Next(20, 30);
            long page = random.Next(100);
            for (int step = 0; step < 3_000 && page < int.MaxValue; step++, page += 1 + random.NextInt64(1L << random.Next(gapBits)))
            {
                string word = "word" + random.Next(words);
                int count = Math.Max(1, random.Next(1 << random.Next(17)));
                table.AddPage(table.GetOrAdd(word), (int)page, count, pageLength: count);
                twin.TryAdd(word, []);
                twin[word].Add(((int)page, Math.Min(count, ushort.MaxValue)));
                if (random.Next(100) == 0)
                {
                    table = Reloaded(table);
                }
            }

            Assert.Equal(twin.Count, table.Count);
            Assert.Equal(-1, table.Find("another"));
            Assert.All(twin, pair => Assert.Equal(pair.Value, EntriesOf(table, table.Find(pair.Key))));
        }).Check(Seeded.Config.WithMaxTest(60));
    }

    private static List<(int Page, int Count)> EntriesOf(TermTable table, int term)
    {
        var entries = new List<(int, int)>();
        var cursor = table.CursorAt(term);
        for (int page = cursor.Next(); page != PostingCursor.End; page = cursor.Next())
        {
            entries.Add((page, cursor.Occurrences));
        }

        Assert.Equal(table.PagesWith(term), entries.Count);
        return entries;
    }

    private static TermTable Reloaded(TermTable table)
    {
        using var stream = new MemoryStream();
        table.Save(new RecallCheckpointStream(stream));
        stream.Position = 0;
        var loaded = new TermTable();
        loaded.Load(new RecallCheckpointStream(stream));
        return loaded;
    }
}
