namespace AiOs;

/// <summary>Settings of a <see cref="SentenceEncoder"/>. Copied when an encoder is made; later changes have no effect.</summary>
public sealed class SentenceEncoderOptions
{
    /// <summary>The largest <see cref="MaxTextChars"/>.</summary>
    private const int TextCharsLimit = 64 * 1024 * 1024;

    /// <summary>Gets or sets how many cores one call may use. 1 to 1,024, by default as many as the process has.</summary>
    public int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>Gets or sets the most tokens of one text, [CLS] and [SEP] included; what goes beyond is cut off and counted.</summary>
    /// <remarks>
    /// 3 to the model's number of positions. By default (null) what sentence_bert_config.json says, or else the number of positions.
    /// </remarks>
    public int? MaxTokens { get; set; }

    /// <summary>Gets or sets how token vectors become one. By default (null) what 1_Pooling/config.json says, or else the mean.</summary>
    public SentencePooling? Pooling { get; set; }

    /// <summary>Gets or sets whether vectors are scaled to length 1. By default true, so that a dot product is the cosine.</summary>
    public bool Normalize { get; set; } = true;

    /// <summary>Gets or sets how the layers' weights are kept. By default <see cref="WeightPrecision.Float32"/>.</summary>
    public WeightPrecision Precision { get; set; }

    /// <summary>Gets or sets what is put before every text, such as <c>passage: </c> for E5. By default nothing.</summary>
    /// <remarks>One call can have another: <see cref="SentenceEncoder.PrefixProperty"/> in its additional properties.</remarks>
    public string Prefix { get; set; } = "";

    /// <summary>Gets or sets the longest text in UTF-16 characters, an error beyond. 1 to 67,108,864, by default 1,048,576.</summary>
    public int MaxTextChars { get; set; } = 1_048_576;

    internal SentenceEncoderOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, 1_024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTokens ?? 3, 3);
        ArgumentNullException.ThrowIfNull(Prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTextChars, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxTextChars, TextCharsLimit);
        if (Pooling is not (null or SentencePooling.Mean or SentencePooling.Cls))
        {
            throw new ArgumentOutOfRangeException(nameof(Pooling), Pooling, "Mean, Cls or null.");
        }

        if (Precision is not (WeightPrecision.Float32 or WeightPrecision.Int8))
        {
            throw new ArgumentOutOfRangeException(nameof(Precision), Precision, "Float32 or Int8.");
        }

        return (SentenceEncoderOptions)MemberwiseClone();
    }
}
