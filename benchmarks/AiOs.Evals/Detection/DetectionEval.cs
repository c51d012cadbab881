using System.Globalization;

namespace AiOs;

/// <summary>Measures what detectors find in text of our own: true positives at 1 % false positives, on sentences unseen in training.</summary>
/// <remarks>With <c>--train FILE</c> it writes the weights that the package embeds instead.</remarks>
internal static class DetectionEval
{
    private const int TrainingSeed = 20260101;
    private const int TestSeed = 20260202;
    private const int PerTemplate = 48;
    private const int Documents = 2000;

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("train");
        if (arguments.Find("train") is { } path)
        {
            await TrainAsync(path, output);
            return;
        }

        var corpus = new DetectionCorpus(TestSeed);
        var benign = corpus.Test(null, Documents);
        var attacks = corpus.Test("attacks", Documents);
        var plain = corpus.Test("plain", Documents);
        var obfuscated = corpus.Test("attacks", Documents, isObfuscated: true);
        var classifier = TextClassifier.Injection;
        double threshold = Threshold(benign.Select(text => classifier.ScoreParts(text)), 0.01);
        double fixedThreshold = new InjectionOptions().Threshold;
        await WriteAsync(output, "injection classifier", "threshold of 1 % false positives", threshold);
        await WriteAsync(output, "injection classifier", "default threshold", fixedThreshold);

        Task WriteAsync(TextWriter writer, string detector, string at, double value) => writer.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"eval":"detection","detector":"{{detector}}","at":"{{at}}","threshold":{{value:F4}},"documents":{{Documents}},"""
            + $$""" "falsePositives":{{Share(benign, value):F4}},"truePositives":{{Share(attacks, value):F4}},"""
            + $$""" "obfuscatedTruePositives":{{Share(obfuscated, value):F4}},"""
            + $$""" "plainRequestsFound":{{Share(plain, value):F4}}}"""));

        double Share(List<string> texts, double value) => texts.Count(text => classifier.ScoreParts(text) >= value) / (double)texts.Count;
    }

    // The lowest threshold above which at most the given share of ordinary texts lies.
    private static double Threshold(IEnumerable<double> scores, double share)
    {
        double[] sorted = [.. scores.OrderDescending()];
        return Math.BitIncrement(sorted[(int)(sorted.Length * share)]);
    }

    private static async Task TrainAsync(string path, TextWriter output)
    {
        var examples = new DetectionCorpus(TrainingSeed).Training(PerTemplate);
        var classifier = TextClassifier.Train(examples);
        await using (var file = File.Create(path))
        {
            classifier.Save(file);
        }

        int right = examples.Count(example => classifier.Score(example.Text) >= 0.5 == example.IsPositive);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $$"""{"eval":"detection","trained":{{examples.Count}},"rightOnTraining":{{right / (double)examples.Count:F4}}}"""));
    }
}
