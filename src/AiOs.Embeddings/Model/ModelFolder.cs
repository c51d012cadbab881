namespace AiOs;

/// <summary>The files of a model, found by their usual names.</summary>
internal sealed class ModelFolder
{
    public ModelFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new EmbeddingModelException(path, null, "is not a folder. Give the folder that holds model.safetensors and config.json.");
        }

        Path = path;
        ConfigFile = System.IO.Path.Combine(path, "config.json");
        WeightsFile = FindWeights(path);
    }

    public string Path { get; }

    public string ConfigFile { get; }

    public string WeightsFile { get; }

    public EncoderConfig ReadConfig() =>
        EmbeddingsJson.ReadFile(ConfigFile, EmbeddingsJson.Default.EncoderConfig)
        ?? throw new EmbeddingModelException(ConfigFile, null, "does not exist. It says which shapes the model has.");

    public SentencePooling ReadPooling()
    {
        PoolingConfig? config = EmbeddingsJson.ReadFile(
            System.IO.Path.Combine(Path, "1_Pooling", "config.json"), EmbeddingsJson.Default.PoolingConfig);
        return config is { PoolingModeClsToken: true, PoolingModeMeanTokens: false } ? SentencePooling.Cls : SentencePooling.Mean;
    }

    public int? ReadMaxTokens() => EmbeddingsJson.ReadFile(
        System.IO.Path.Combine(Path, "sentence_bert_config.json"), EmbeddingsJson.Default.SentenceConfig)?.MaxSeqLength;

    private static string FindWeights(string path)
    {
        string usual = System.IO.Path.Combine(path, "model.safetensors");
        if (File.Exists(usual))
        {
            return usual;
        }

        string[] found = Directory.GetFiles(path, "*.safetensors");
        return found.Length switch
        {
            1 => found[0],
            0 => throw new EmbeddingModelException(usual, null, "does not exist, and the folder has no other *.safetensors file."),
            _ => throw new EmbeddingModelException(
                usual, null, $"does not exist, and which of the folder's {found.Length} *.safetensors to take is not clear."),
        };
    }
}
