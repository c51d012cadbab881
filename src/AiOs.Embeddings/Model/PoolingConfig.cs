namespace AiOs;

/// <summary>What is read of 1_Pooling/config.json, where sentence-transformers says how a model pools.</summary>
internal sealed record PoolingConfig
{
    public bool PoolingModeClsToken { get; set; }

    public bool PoolingModeMeanTokens { get; set; }
}
