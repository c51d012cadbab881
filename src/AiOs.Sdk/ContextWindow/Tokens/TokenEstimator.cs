namespace AiOs;

/// <summary>Estimates tokens from the classes and scripts of characters, and learns how far it may be off.</summary>
/// <remarks>
/// <para>
/// For hosts without the vocabulary of their model. A count is a weighted sum of what byte-pair vocabularies charge for: words and their
/// length, changes of case, runs of digits, punctuation and whitespace, and characters of each script (<see cref="TextFeature"/>).
/// The weights were fitted to o200k_base; docs/Tokens.md states the error for each kind of text.
/// </para>
/// <para>
/// Bounds: for texts a and b, count(a) &lt;= count(ab) &lt;= count(a) + count(b) + 3. What a text counts is at most 4 tokens a character.
/// A count takes linear time and allocates nothing.
/// </para>
/// <para>Threads: every member may be called from any thread; reading the margin takes no lock.</para>
/// </remarks>
public sealed class TokenEstimator : ICalibratedTokenCounter
{
    private readonly MarginCalibration _calibration;

    /// <summary>Creates an estimator that has observed nothing.</summary>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public TokenEstimator(TokenEstimatorOptions? options = null) =>
        _calibration = new MarginCalibration((options ?? new TokenEstimatorOptions()).Validated());

    /// <inheritdoc/>
    public string Name => "aios-estimate-1";

    /// <inheritdoc/>
    /// <remarks>
    /// <see cref="TokenEstimatorOptions.InitialMargin"/> at first. Then what covers every recent observation, and the safety margin on
    /// top; within the options' bounds.
    /// </remarks>
    public double Margin => _calibration.Margin;

    /// <inheritdoc/>
    public int CountTokens(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        Span<long> features = stackalloc long[TextFeature.Count];
        features.Clear();
        TextFeatures.Add(text, features);
        return TokenWeights.Apply(features);
    }

    /// <inheritdoc/>
    public void Observe(long countedTokens, long reportedTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(countedTokens);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(reportedTokens);
        _calibration.Observe(countedTokens, reportedTokens);
    }
}
