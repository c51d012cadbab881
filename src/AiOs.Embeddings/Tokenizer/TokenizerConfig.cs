namespace AiOs;

/// <summary>What is read of tokenizer_config.json beside a vocab.txt: how text is cleaned.</summary>
internal sealed record TokenizerConfig
{
    public bool DoLowerCase { get; init; } = true;

    public bool? StripAccents { get; init; }

    public bool TokenizeChineseChars { get; init; } = true;
}
