namespace AiOs;

/// <summary>Settings of a <see cref="BytePairTokenizer"/>. Immutable; an invalid one cannot be used.</summary>
public sealed record BytePairTokenizerOptions
{
    /// <summary>Gets the name of the vocabulary. Not empty, by default <c>o200k_base</c>.</summary>
    public string Name { get; init; } = "o200k_base";

    /// <summary>Gets how text is cut before merging; it belongs to the vocabulary. By default <see cref="BytePairPattern.O200k"/>.</summary>
    public BytePairPattern Pattern { get; init; }

    /// <summary>Gets the texts that become one token wherever they occur, with its id. By default none.</summary>
    /// <remarks>
    /// Leave it empty for text that others wrote: who can write a control token can forge the end of a message. At most 1,000; none empty;
    /// ids 0 or more and none of the rank file's. Where several begin at a place, the longest is taken.
    /// </remarks>
    public IReadOnlyDictionary<string, int> SpecialTokens { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Gets the largest rank file, in bytes. 1 to 1 GiB, by default 64 MiB.</summary>
    public int MaxFileBytes { get; init; } = 64 << 20;

    /// <summary>Gets the bound that every rank stays below. 256 to 2^24, by default 2^20.</summary>
    public int MaxTokens { get; init; } = 1 << 20;

    /// <summary>Gets the longest token, in bytes. 1 to 65,536, by default 1,024.</summary>
    public int MaxTokenBytes { get; init; } = 1024;

    internal BytePairTokenizerOptions Validated()
    {
        ArgumentException.ThrowIfNullOrEmpty(Name);
        ArgumentNullException.ThrowIfNull(SpecialTokens);
        Require(Enum.IsDefined(Pattern), nameof(Pattern), (int)Pattern, "one of the enumeration");
        Require(MaxFileBytes is >= 1 and <= 1 << 30, nameof(MaxFileBytes), MaxFileBytes, "1 to 1 GiB");
        Require(MaxTokens is >= 256 and <= 1 << 24, nameof(MaxTokens), MaxTokens, "256 to 2^24");
        Require(MaxTokenBytes is >= 1 and <= 65_536, nameof(MaxTokenBytes), MaxTokenBytes, "1 to 65,536");
        Require(SpecialTokens.Count <= 1000, nameof(SpecialTokens), SpecialTokens.Count, "at most 1,000 of them");
        foreach (var (text, token) in SpecialTokens)
        {
            Require(!string.IsNullOrEmpty(text), nameof(SpecialTokens), token, "the id of a text that is not empty");
            Require(token >= 0, nameof(SpecialTokens), token, "0 or more");
        }

        return this;
    }

    private static void Require(bool isValid, string name, int value, string range)
    {
        if (!isValid)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} of a byte-pair tokenizer is {value}; it may be {range}.");
        }
    }
}
