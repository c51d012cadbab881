namespace AiOs;

/// <summary>What a window counts for the parts of a request that are not text. Immutable; an invalid one cannot be used.</summary>
/// <remarks>The defaults are at or above what the chat formats of the common vocabularies take.</remarks>
public sealed record ContextWindowOptions
{
    /// <summary>Gets the tokens of a message's role and delimiters, counted for each tool call and result too. 0 or more, by default 4.</summary>
    public int MessageOverheadTokens { get; init; } = 4;

    /// <summary>Gets the tokens that open the answer, once a request. 0 or more, by default 3.</summary>
    public int RequestOverheadTokens { get; init; } = 3;

    /// <summary>Gets the tokens that frame one tool's schema, beside its own text. 0 or more, by default 12.</summary>
    public int ToolOverheadTokens { get; init; } = 12;

    /// <summary>Gets the tokens of an image, or of any content that has no text. 0 or more, by default 1,600.</summary>
    public int MediaTokens { get; init; } = 1_600;

    /// <summary>
    /// Gets the key that nonces around untrusted content are made with: 16 bytes or more; null, the default, for one drawn at random.
    /// </summary>
    /// <remarks>Fix it in tests only: who knows the key can forge the delimiters.</remarks>
    public ReadOnlyMemory<byte>? NonceKey { get; init; }

    /// <summary>Gets how untrusted content is rewritten between its delimiters. By default not at all.</summary>
    /// <remarks>Tell the model in the agent's instructions what the marks mean (<see cref="Spotlight.Instruction"/> says it).</remarks>
    public SpotlightMode Spotlighting { get; init; }

    internal ContextWindowOptions Validated()
    {
        if (!Enum.IsDefined(Spotlighting))
        {
            throw new ArgumentOutOfRangeException(nameof(Spotlighting), Spotlighting, "There is no such way of spotlighting.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(MessageOverheadTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(RequestOverheadTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(ToolOverheadTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(MediaTokens);
        if (NonceKey is { Length: < 16 and var length })
        {
            throw new ArgumentException($"The nonce key has {length} bytes; below 16 it could be guessed.", nameof(NonceKey));
        }

        return this;
    }
}
