using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Text of our own, written and generated: attacks, ordinary text, and plain requests hidden in it.</summary>
/// <remarks>
/// The templates for training and for testing are different sentences. The same seed gives the same texts.
/// </remarks>
internal sealed partial class DetectionCorpus
{
    private readonly Dictionary<string, string[]> _slots;
    private readonly Random _random;

    public DetectionCorpus(int seed)
    {
        _random = new Random(seed);
        _slots = Read("slots").Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1].Split('|'), StringComparer.Ordinal);
    }

    /// <summary>Gives texts to train with: single sentences, and sentences within others.</summary>
    public List<LabelledText> Training(int perTemplate)
    {
        string[] attacks = Read("train-attacks");
        string[] benign = Read("train-benign");
        var texts = new List<LabelledText>();
        foreach (string attack in attacks)
        {
            for (int i = 0; i < perTemplate; i++)
            {
                texts.Add(new LabelledText(i % 2 == 0 ? Disguise(Fill(attack)) : Within(Fill(attack), benign, 2), true));
            }
        }

        foreach (string sentence in benign)
        {
            for (int i = 0; i < perTemplate; i++)
            {
                texts.Add(new LabelledText(i % 2 == 0 ? Fill(sentence) : Within(Fill(sentence), benign, 2), false));
            }
        }

        return texts;
    }

    /// <summary>Gives documents of several sentences, unseen in training; with one sentence of a kind within them, or without.</summary>
    /// <param name="kind"><c>attacks</c>, <c>plain</c>, or null for ordinary text only.</param>
    /// <param name="count">How many.</param>
    /// <param name="isObfuscated">Whether the sentence is written so that people read it and simple filters do not.</param>
    public List<string> Test(string? kind, int count, bool isObfuscated = false)
    {
        string[] benign = Read("test-benign");
        string[] hidden = kind is null ? benign : Read("test-" + kind);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            string sentence = Fill(hidden[i % hidden.Length]);
            return Within(isObfuscated ? Obfuscate(sentence) : sentence, benign, 6);
        })];
    }

    private string Obfuscate(string text) => _random.Next(4) switch
    {
        0 => string.Join('\u200b', text.ToCharArray()),
        1 => string.Concat(text.Select(static c => c switch { 'a' => '\u0430', 'e' => '\u0435', 'o' => '\u043e', 'c' => '\u0441', 'p' => '\u0440', _ => c })),
        2 => string.Concat(text.Select(static c => c switch { 'a' => '4', 'e' => '3', 'i' => '1', 'o' => '0', 's' => '5', _ => c })),
        _ => string.Join("  ", text.Split(' ').Select(static word => string.Join(' ', word.ToCharArray()))),
    };

    private static string[] Read(string name)
    {
        using var stream = typeof(DetectionCorpus).Assembly.GetManifestResourceStream($"AiOs.Detection.{name}.txt")
            ?? throw new EvalException($"The corpus '{name}' is not in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    // Alternatives first: what was chosen may hold slots.
    private string Fill(string template) => Slot().Replace(Alternatives().Replace(template, match =>
    {
        string[] options = match.Groups["options"].Value.Split('|');
        return options[_random.Next(options.Length)];
    }), match =>
        _slots.TryGetValue(match.Groups["name"].Value, out string[]? values) ? values[_random.Next(values.Length)] : match.Value);

    private string Within(string sentence, string[] others, int most)
    {
        var sentences = Enumerable.Range(0, _random.Next(1, most + 1)).Select(_ => Fill(others[_random.Next(others.Length)])).ToList();
        sentences.Insert(_random.Next(sentences.Count + 1), sentence);
        return string.Join(_random.Next(2) == 0 ? " " : "\n", sentences);
    }

    private string Disguise(string text) => _random.Next(6) switch
    {
        0 => text.ToUpperInvariant(),
        1 => "*** " + text + " ***",
        2 => text.ToLowerInvariant().TrimEnd('.'),
        _ => text,
    };

    [GeneratedRegex(@"\[(?<options>[^\[\]|]*(?:\|[^\[\]|]*)+)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alternatives();

    [GeneratedRegex(@"\{(?<name>[a-z]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Slot();
}
