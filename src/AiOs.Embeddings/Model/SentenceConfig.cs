namespace AiOs;

/// <summary>What is read of sentence_bert_config.json: how many tokens the model was made for.</summary>
internal sealed record SentenceConfig
{
    public int? MaxSeqLength { get; set; }
}
