namespace AiOs;

/// <summary>What is read of a model's config.json. The names are those of the file.</summary>
/// <remarks>Setters, not init: generated readers give an init property that the file lacks its type's default, not its own.</remarks>
internal sealed record EncoderConfig
{
    public string? ModelType { get; set; }

    public int HiddenSize { get; set; }

    public int IntermediateSize { get; set; }

    public int NumHiddenLayers { get; set; }

    public int NumAttentionHeads { get; set; }

    public int VocabSize { get; set; }

    public int MaxPositionEmbeddings { get; set; }

    public int TypeVocabSize { get; set; } = 2;

    public float LayerNormEps { get; set; } = 1e-12f;

    public string HiddenAct { get; set; } = "gelu";

    public string PositionEmbeddingType { get; set; } = "absolute";

    public bool Normalize { get; set; } = true;

    public EncoderConfig Validated(string file)
    {
        Require(
            file,
            ModelType is null or "bert",
            $"model_type is '{ModelType}'; this encoder runs 'bert' (BERT, MiniLM, BGE, English E5 and GTE), with WordPiece. "
            + "Models with sentencepiece, such as those on XLM-R, are not supported.");
        Require(file, PositionEmbeddingType == "absolute", $"position_embedding_type is '{PositionEmbeddingType}', not 'absolute'.");
        Require(file, HiddenSize is > 0 and <= 8_192, $"hidden_size is {HiddenSize}, not 1 to 8,192.");
        Require(file, IntermediateSize is > 0 and <= 65_536, $"intermediate_size is {IntermediateSize}, not 1 to 65,536.");
        Require(file, NumHiddenLayers is > 0 and <= 128, $"num_hidden_layers is {NumHiddenLayers}, not 1 to 128.");
        Require(
            file,
            NumAttentionHeads > 0 && HiddenSize % NumAttentionHeads == 0,
            $"num_attention_heads is {NumAttentionHeads}, which does not divide hidden_size {HiddenSize}.");
        Require(file, VocabSize is > 0 and <= 4_194_304, $"vocab_size is {VocabSize}, not 1 to 4,194,304.");
        Require(file, MaxPositionEmbeddings is > 2 and <= 65_536, $"max_position_embeddings is {MaxPositionEmbeddings}, not 3 to 65,536.");
        Require(file, TypeVocabSize > 0, $"type_vocab_size is {TypeVocabSize}, not above 0.");
        Require(file, LayerNormEps is > 0 and < 1, $"layer_norm_eps is {LayerNormEps}, not between 0 and 1.");
        return this;
    }

    private static void Require(string file, bool holds, string problem)
    {
        if (!holds)
        {
            throw new EmbeddingModelException(file, null, problem);
        }
    }
}
