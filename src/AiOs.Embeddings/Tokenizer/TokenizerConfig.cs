namespace AiOs;

/// <summary>What is read of tokenizer_config.json beside a vocab.txt: how text is cleaned.</summary>
internal sealed record TokenizerConfig
{
    public bool DoLowerCase { get; set; } = true;

    public bool? StripAccents { get; set; }

    public bool TokenizeChineseChars { get; set; } = true;
}
