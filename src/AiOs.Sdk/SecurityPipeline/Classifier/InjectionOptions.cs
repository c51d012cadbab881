namespace AiOs;

/// <summary>Settings of an <see cref="InjectionStage"/>. Immutable; an invalid one cannot be used.</summary>
public sealed record InjectionOptions
{
    /// <summary>Gets the score from which a text is blocked. Above 0 to 1, by default 0.95.</summary>
    /// <remarks>docs/Evaluators.md has the true and false positives that a threshold gives on text of our own.</remarks>
    public double Threshold { get; init; } = 0.95;

    /// <summary>Gets the highest integrity that is judged: what the user or the host wrote may give orders. By default untrusted only.</summary>
    public Integrity HighestJudged { get; init; } = Integrity.Untrusted;

    /// <summary>Gets the classifier; null, the default, for the one of the package.</summary>
    public TextClassifier? Classifier { get; init; }

    internal InjectionOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threshold);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threshold, 1);
        return this;
    }
}
