using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Measures the lexical index on made-up talk: adding, searching, memory, saving and loading.</summary>
/// <remarks>Words are drawn by Zipf's law, as people's are: a few stand on every other page, most on a few.</remarks>
internal static class RecallScale
{
    private const int Vocabulary = 60_000;
    private const int Questions = 200;
    private static readonly string[] Names = ["Ada", "Bob", "Cleo", "Dan"];

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("pages");
        int pages = arguments.Integers("pages", "1000000")[0];
        var random = new Random(7);
        double[] cumulative = Zipf();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var index = new LexicalRecallIndex();
        var adding = new Stopwatch();
        for (int number = 0; number < pages; number++)
        {
            var page = PageOf(number, Sentence(random, cumulative, 22));
            adding.Start();
            await index.AddAsync([page]);
            adding.Stop();
        }

        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        string[] questions = [.. Enumerable.Range(0, Questions).Select(i => $"What did {Names[i % 4]} say about {Sentence(random, cumulative, 6)}?")];
        double[] search = await TimeAsync(questions, question => index.SearchAsync(new RecallQuery { Text = question, Limit = 8 }));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"eval\":\"recall-scale\",\"pages\":{pages},\"addMicroseconds\":{adding.Elapsed.TotalMicroseconds / pages:F2},"
            + $"\"bytesPerPage\":{(double)bytes / pages:F0},\"searchMedianMs\":{search[Questions / 2]:F3},"
            + $"\"searchP95Ms\":{search[Questions * 95 / 100]:F3}}}"));
        var saving = Stopwatch.StartNew();
        using var stream = new MemoryStream();
        await RecallCheckpoint.SaveAsync(index.Store, stream, CancellationToken.None);
        saving.Stop();
        stream.Position = 0;
        var loading = Stopwatch.StartNew();
        await RecallCheckpoint.LoadAsync(stream, CancellationToken.None);
        loading.Stop();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"eval\":\"recall-scale\",\"checkpointBytesPerPage\":{(double)stream.Length / pages:F0},"
            + $"\"saveMs\":{saving.Elapsed.TotalMilliseconds:F0},\"loadMs\":{loading.Elapsed.TotalMilliseconds:F0}}}"));
    }

    private static async Task<double[]> TimeAsync(string[] questions, Func<string, ValueTask<IReadOnlyList<RecallHit>>> search)
    {
        double[] times = [.. Enumerable.Repeat(double.MaxValue, questions.Length)];
        for (int round = 0; round < 5; round++) // The best of five: what else the machine does is not measured.
        {
            for (int i = 0; i < questions.Length; i++)
            {
                var watch = Stopwatch.StartNew();
                await search(questions[i]);
                times[i] = Math.Min(times[i], watch.Elapsed.TotalMilliseconds);
            }
        }

        Array.Sort(times);
        return times;
    }

    private static double[] Zipf()
    {
        double[] cumulative = new double[Vocabulary];
        double sum = 0;
        for (int rank = 0; rank < Vocabulary; rank++)
        {
            cumulative[rank] = sum += 1.0 / (rank + 10);
        }

        return cumulative;
    }

    private static string Sentence(Random random, double[] cumulative, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => Word(random, cumulative)));

    // Syllables, so that words look alike as people's words do.
    private static string Word(Random random, double[] cumulative)
    {
        int at = Array.BinarySearch(cumulative, random.NextDouble() * cumulative[^1]);
        uint number = (uint)(at < 0 ? ~at : at) * 2_654_435_761;
        Span<char> word = stackalloc char[8];
        for (int i = 0; i < word.Length; i += 2)
        {
            word[i] = "bdfgklmnprstvz"[(int)(number % 14)];
            word[i + 1] = "aeiou"[(int)(number / 14 % 5)];
            number /= 70;
        }

        return word.ToString();
    }

    private static Page PageOf(int number, string text) => Page.Create(
        new PageDraft
        {
            Messages = [new ChatMessage(ChatRole.User, text) { AuthorName = Names[number % 4] }],
            Source = "talk",
            Time = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes((number * 2) + (number / 20 * 300)),
        },
        "page-" + number.ToString(CultureInfo.InvariantCulture),
        default);
}
