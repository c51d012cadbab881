namespace AiOs;

/// <summary>Tells one kind of text from the rest by its words and pieces of words: small, fast, and blind to meaning.</summary>
/// <remarks>
/// <para>
/// Logistic regression over hashed n-grams, with one byte a weight. The same examples, settings and seed give the same weights.
/// </para>
/// <para>
/// A mitigation at most: it knows the wording of its examples. A plain request hidden in data, worded like any other
/// text, cannot be told by wording. Threads: immutable.
/// </para>
/// </remarks>
public sealed class TextClassifier
{
    private const int Version = 2; // Another way of making words of text needs other weights.
    private const int MaxWeightBits = 20;
    private static readonly string[] SentenceEnds = [". ", "! ", "? ", "\n"];

    private static readonly Lazy<TextClassifier> LazyInjection = new(LoadInjection);

    private readonly sbyte[] _weights;
    private readonly int _bits;
    private readonly float _bias;
    private readonly float _scale;

    private TextClassifier(int bits, float bias, float scale, sbyte[] weights)
    {
        _bits = bits;
        _bias = bias;
        _scale = scale;
        _weights = weights;
    }

    /// <summary>Gets the classifier of prompt injections that comes with the package, trained on text of our own.</summary>
    /// <remarks>How it was trained, and what it finds in text it has not seen, says docs/Evaluators.md.</remarks>
    public static TextClassifier Injection => LazyInjection.Value;

    /// <summary>Trains a classifier.</summary>
    /// <param name="examples">Texts of both kinds.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the training.</param>
    /// <returns>The classifier.</returns>
    /// <exception cref="ArgumentException">There is no text of one of the kinds.</exception>
    public static TextClassifier Train(
        IReadOnlyList<LabelledText> examples, TextClassifierOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        options = (options ?? new TextClassifierOptions()).Validated();
        int positives = examples.Count(static example => example.IsPositive);
        if (positives == 0 || positives == examples.Count)
        {
            throw new ArgumentException(
                $"{positives} of {examples.Count} examples are positive; some of both kinds are expected.", nameof(examples));
        }

        var trainer = new TextClassifierTrainer(examples, options);
        var (bias, weights) = trainer.Run(cancellationToken);
        float largest = weights.Max(Math.Abs);
        float scale = largest == 0 ? 1 : largest / sbyte.MaxValue;
        return new TextClassifier(
            options.WeightBits, bias, scale, [.. weights.Select(weight => (sbyte)MathF.Round(weight / scale))]);
    }

    /// <summary>Reads a classifier that <see cref="Save"/> wrote.</summary>
    /// <param name="stream">The bytes; left open.</param>
    /// <returns>The classifier.</returns>
    /// <exception cref="InvalidDataException">The bytes are no classifier of this version.</exception>
    /// <exception cref="EndOfStreamException">Bytes are missing.</exception>
    public static TextClassifier Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        int version = reader.ReadInt32();
        int bits = reader.ReadInt32();
        float bias = reader.ReadSingle();
        float scale = reader.ReadSingle();
        if (version != Version || bits is < 10 or > MaxWeightBits || !float.IsFinite(bias) || !float.IsFinite(scale))
        {
            throw new InvalidDataException(
                $"A classifier of version {version} with 2^{bits} weights came; version {Version} with 2^10 to 2^{MaxWeightBits} is expected.");
        }

        sbyte[] weights = new sbyte[1 << bits];
        stream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()));
        return new TextClassifier(bits, bias, scale, weights);
    }

    /// <summary>Writes the classifier.</summary>
    /// <param name="stream">Receives the bytes; left open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Version);
        writer.Write(_bits);
        writer.Write(_bias);
        writer.Write(_scale);
        writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_weights.AsSpan()));
    }

    /// <summary>Says how much a text looks like the kind that is to be found.</summary>
    /// <param name="text">The text: a sentence or a paragraph, as the examples were.</param>
    /// <returns>0 to 1. Not a probability of anything but the examples.</returns>
    public double Score(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Score(TextGrams.WordsOf(text));
    }

    /// <summary>Says how much the most suspicious part of a text looks like the kind that is to be found.</summary>
    /// <param name="text">A text of any length.</param>
    /// <param name="windowWords">Words in a part; parts overlap by half. At least 2, by default 40.</param>
    /// <returns>The highest score of any part: of each sentence, and of windows that know no sentences.</returns>
    public double ScoreParts(string text, int windowWords = 40)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowWords, 2);
        double highest = HighestOf(TextGrams.WordsOf(text), windowWords);
        foreach (string sentence in text.Split(SentenceEnds, StringSplitOptions.RemoveEmptyEntries))
        {
            highest = Math.Max(highest, HighestOf(TextGrams.WordsOf(sentence), windowWords));
        }

        return highest;
    }

    private static TextClassifier LoadInjection()
    {
        using var stream = typeof(TextClassifier).Assembly.GetManifestResourceStream("AiOs.injection-classifier.bin")
            ?? throw new InvalidOperationException("The package lacks its injection classifier. Was it built without its resources?");
        return Load(stream);
    }

    private double HighestOf(List<string> words, int windowWords)
    {
        double highest = 0;
        int step = windowWords / 2;
        for (int start = 0; start == 0 || start + step < words.Count; start += step)
        {
            highest = Math.Max(highest, Score(words.GetRange(start, Math.Min(windowWords, words.Count - start))));
        }

        return highest;
    }

    private double Score(List<string> words)
    {
        int[] places = TextGrams.PlacesOf(words, _bits);
        long sum = 0;
        foreach (int place in places)
        {
            sum += _weights[place];
        }

        double z = _bias + (places.Length == 0 ? 0 : sum * _scale / Math.Sqrt(places.Length));
        return 1 / (1 + Math.Exp(-z));
    }
}
