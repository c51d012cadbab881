using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace AiOs;

/// <summary>The sentence encoder as benchmarks/embed-peer/compare.mjs asks it: one measurement for each line of standard input.</summary>
/// <remarks>
/// <c>batch</c>, <c>query</c> and <c>load</c> answer with seconds, <c>vectors</c> with the numbers of the whole batch; anything else ends
/// the program. Texts go in as texts: the time includes the tokenizer.
/// </remarks>
internal static class EmbedEval
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(Arguments arguments, TextReader input, TextWriter output)
    {
        arguments.Allow("model", "texts", "threads", "precision");
        string folder = arguments.Find("model") ?? throw new EvalException("--model DIR is needed.");
        string file = arguments.Find("texts") ?? throw new EvalException("--texts FILE is needed.");
        var texts = JsonSerializer.Deserialize<EmbedTexts>(await File.ReadAllTextAsync(file), Web)
            ?? throw new EvalException($"'{file}' holds no texts.");
        var options = new SentenceEncoderOptions
        {
            Threads = arguments.Integers("threads", "2")[0],
            Precision = arguments.Find("precision") == "int8" ? WeightPrecision.Int8 : WeightPrecision.Float32,
        };
        using var encoder = SentenceEncoder.Load(folder, options);
        float[] vector = new float[encoder.Dimensions];
        for (int i = 0; i < 40; i++)
        {
            // Compiled code gets its final form after some tens of calls.
            await encoder.GenerateAsync(texts.Texts);
            encoder.Embed(texts.Query, vector);
        }

        await output.WriteLineAsync("ready");
        while (await input.ReadLineAsync() is { } line)
        {
            long start = Stopwatch.GetTimestamp();
            int runs = 1;
            switch (line)
            {
                case "batch":
                    for (runs = 0; runs < 4; runs++)
                    {
                        await encoder.GenerateAsync(texts.Texts);
                    }

                    break;
                case "query":
                    for (runs = 0; runs < 50; runs++)
                    {
                        encoder.Embed(texts.Query, vector);
                    }

                    break;
                case "load":
                    SentenceEncoder.Load(folder, options).Dispose();
                    break;
                case "vectors":
                    var all = await encoder.GenerateAsync(texts.Texts);
                    await output.WriteLineAsync(JsonSerializer.Serialize(all.SelectMany(embedding => embedding.Vector.ToArray())));
                    continue;
                default:
                    return;
            }

            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / runs;
            await output.WriteLineAsync(seconds.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
