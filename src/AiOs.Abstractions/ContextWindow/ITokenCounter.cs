namespace AiOs;

/// <summary>Counts the tokens that a model reads for a text.</summary>
/// <remarks>
/// <para>A count is a pure function of the text, so that it can be cached with the page it belongs to for ever.</para>
/// <para>What a count may be wrong by is stated apart, in <see cref="Margin"/>, and may change as a counter learns.</para>
/// <para>Threads: every member may be called from any thread at any time.</para>
/// </remarks>
public interface ITokenCounter
{
    /// <summary>Gets the name of the vocabulary or method, for receipts and telemetry, such as <c>o200k_base</c>.</summary>
    string Name { get; }

    /// <summary>Gets the fraction by which true counts may exceed returned ones: true &lt;= counted × (1 + margin).</summary>
    /// <remarks>0 for an exact tokenizer. An estimator that learnt that it counts too many may state less than 0.</remarks>
    double Margin { get; }

    /// <summary>Counts the tokens of a text, without any message or request overhead.</summary>
    /// <param name="text">The text; any UTF-16, lone surrogates included (they count as U+FFFD).</param>
    /// <returns>The number of tokens; 0 for an empty text.</returns>
    int CountTokens(ReadOnlySpan<char> text);
}
