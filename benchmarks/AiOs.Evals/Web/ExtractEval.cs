using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace AiOs;

/// <summary>Scores main-content extraction against texts that people marked.</summary>
internal static class ExtractEval
{
    private const int WarmRounds = 5;
    private const int TimedRounds = 5;

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("pages", "detail", "out");
        string folder = arguments.Find("pages") ?? throw new EvalException("extract needs --pages DIR.");
        bool isDetailed = arguments.Find("detail") == "yes";
        var truth = await ReadTruthAsync(folder);
        var scores = new List<ShingleScore>();
        var pages = new List<(string Html, Uri Address)>();
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, body, url) in truth)
        {
            string html = await ReadPageAsync(folder, id);
            var address = Uri.TryCreate(url, UriKind.Absolute, out var given) ? given : new Uri("https://page.example/");
            pages.Add((html, address));
            string text = ArticleExtractor.Extract(html, address).Text;
            found[id] = text;
            var score = ShingleScore.Compare(body, text);
            scores.Add(score);
            if (isDetailed)
            {
                string page = JsonSerializer.Serialize(id);
                await output.WriteLineAsync("{\"page\":" + page + "," + Line(score.Precision, score.Recall, score.F1) + "}");
            }
        }

        if (arguments.Find("out") is { } path)
        {
            await WritePredictionsAsync(path, found);
        }

        var times = Times(pages);

        // As the benchmark averages: precision over pages where something was predicted, recall over those that have a text.
        double precision = scores.Where(score => score.Found + score.Extra > 0).Select(score => score.Precision).DefaultIfEmpty().Average();
        double recall = scores.Where(score => score.Found + score.Missed > 0).Select(score => score.Recall).DefaultIfEmpty().Average();
        await output.WriteLineAsync(FormattableString.Invariant($"{{\"eval\":\"extract\",\"pages\":{scores.Count},")
            + Line(precision, recall, ShingleScore.Combine(precision, recall))
            + FormattableString.Invariant($",\"median_ms\":{At(times, 0.5):0.00},\"p95_ms\":{At(times, 0.95):0.00}")
            + FormattableString.Invariant($",\"mean_ms\":{times.DefaultIfEmpty().Average():0.00}}}"));
    }

    // Of each page the median of several rounds, after others in which the compiler learns what matters.
    private static List<double> Times(List<(string Html, Uri Address)> pages)
    {
        double[][] times = [.. pages.Select(static _ => new double[TimedRounds])];
        for (int round = -WarmRounds; round < TimedRounds; round++)
        {
            for (int i = 0; i < pages.Count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                ArticleExtractor.Extract(pages[i].Html, pages[i].Address);
                times[i][Math.Max(round, 0)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        return [.. times.Select(static rounds => rounds.Order().ElementAt(TimedRounds / 2)).Order()];
    }

    // The form of the benchmark's own output files, so that its script can score them too.
    private static async Task WritePredictionsAsync(string path, Dictionary<string, string> found)
    {
        await using var stream = File.Create(path);
        await using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        foreach (var (id, text) in found)
        {
            writer.WriteStartObject(id);
            writer.WriteString("articleBody", text);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static string Line(double precision, double recall, double f1) =>
        FormattableString.Invariant($"\"f1\":{f1:0.0000},\"precision\":{precision:0.0000},\"recall\":{recall:0.0000}");

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)((sorted.Count - 1) * share)];

    private static async Task<List<(string Id, string Body, string? Url)>> ReadTruthAsync(string folder)
    {
        string path = Path.Combine(folder, "ground-truth.json");
        if (!File.Exists(path))
        {
            throw new EvalException($"'{path}' does not exist. See docs/Web.md for the format.");
        }

        try
        {
            await using var stream = File.OpenRead(path);
            using var document = await JsonDocument.ParseAsync(stream);
            return [.. document.RootElement.EnumerateObject().Select(page => (
                page.Name,
                page.Value.TryGetProperty("articleBody", out var body) ? body.GetString() ?? "" : "",
                page.Value.TryGetProperty("url", out var url) ? url.GetString() : null))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new EvalException($"'{path}' is not an object of pages: {e.Message}", e);
        }
    }

    private static async Task<string> ReadPageAsync(string folder, string id)
    {
        string path = Path.Combine(folder, "html", id + ".html");
        bool isPacked = !File.Exists(path);
        if (isPacked && !File.Exists(path + ".gz"))
        {
            throw new EvalException($"Neither '{path}' nor '{path}.gz' exists.");
        }

        await using var file = File.OpenRead(isPacked ? path + ".gz" : path);
        await using Stream stream = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
