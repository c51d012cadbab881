namespace AiOs;

/// <summary>All weights of a BERT encoder, checked and packed. Immutable, so any number of threads may read it.</summary>
internal sealed class EncoderWeights
{
    private static readonly string[] Roots = ["", "bert.", "model.", "0.auto_model."];

    private EncoderWeights(
        EncoderConfig config, WeightPrecision precision, SafetensorsFile file, string root, CancellationToken cancellationToken)
    {
        Config = config;
        int hidden = config.HiddenSize;
        Words = new EmbeddingTable(file, root + "embeddings.word_embeddings.weight", config.VocabSize, hidden);
        Positions = file.ReadFloats(root + "embeddings.position_embeddings.weight", config.MaxPositionEmbeddings, hidden);
        float[] types = file.ReadFloats(root + "embeddings.token_type_embeddings.weight", config.TypeVocabSize, hidden);
        // Every token of a single text has type 0: its vector goes into the positions once and for all.
        for (int i = 0; i < Positions.Length; i++)
        {
            Positions[i] += types[i % hidden];
        }

        EmbeddingScale = file.ReadFloats(root + "embeddings.LayerNorm.weight", hidden);
        EmbeddingShift = file.ReadFloats(root + "embeddings.LayerNorm.bias", hidden);
        Layers = new LayerWeights[config.NumHiddenLayers];
        for (int i = 0; i < Layers.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Layers[i] = ReadLayer(config, precision, file, $"{root}encoder.layer.{i}.");
        }
    }

    public EncoderConfig Config { get; }

    public EmbeddingTable Words { get; }

    public float[] Positions { get; }

    public float[] EmbeddingScale { get; }

    public float[] EmbeddingShift { get; }

    public LayerWeights[] Layers { get; }

    public static EncoderWeights Read(string path, EncoderConfig config, WeightPrecision precision, CancellationToken cancellationToken)
    {
        using var file = new SafetensorsFile(path);
        string root = Roots.FirstOrDefault(r => file.Contains(r + "embeddings.word_embeddings.weight")) ?? "";
        return new EncoderWeights(config, precision, file, root, cancellationToken);
    }

    private static LayerWeights ReadLayer(EncoderConfig config, WeightPrecision precision, SafetensorsFile file, string name)
    {
        int hidden = config.HiddenSize;
        int inner = config.IntermediateSize;
        float scale = 1 / MathF.Sqrt(hidden / config.NumAttentionHeads);
        LinearLayer qkv = Create(precision, 3 * hidden, hidden);
        Store(file, name + "attention.self.query", qkv, 0, hidden, scale);
        Store(file, name + "attention.self.key", qkv, hidden, hidden, 1);
        Store(file, name + "attention.self.value", qkv, 2 * hidden, hidden, 1);
        LinearLayer attention = Create(precision, hidden, hidden);
        Store(file, name + "attention.output.dense", attention, 0, hidden, 1);
        LinearLayer widen = Create(precision, inner, hidden);
        Store(file, name + "intermediate.dense", widen, 0, inner, 1);
        LinearLayer narrow = Create(precision, hidden, inner);
        Store(file, name + "output.dense", narrow, 0, hidden, 1);
        return new LayerWeights(
            qkv,
            attention,
            file.ReadFloats(name + "attention.output.LayerNorm.weight", hidden),
            file.ReadFloats(name + "attention.output.LayerNorm.bias", hidden),
            widen,
            narrow,
            file.ReadFloats(name + "output.LayerNorm.weight", hidden),
            file.ReadFloats(name + "output.LayerNorm.bias", hidden));
    }

    private static LinearLayer Create(WeightPrecision precision, int outputs, int inputs) =>
        precision == WeightPrecision.Int8 ? new QuantizedMatrix(outputs, inputs) : new PackedMatrix(outputs, inputs);

    private static void Store(SafetensorsFile file, string name, LinearLayer matrix, int firstOutput, int outputs, float scale) =>
        matrix.Store(
            file.ReadFloats(name + ".weight", outputs, matrix.Inputs), file.ReadFloats(name + ".bias", outputs), firstOutput, scale);
}
