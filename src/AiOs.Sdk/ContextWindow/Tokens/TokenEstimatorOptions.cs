namespace AiOs;

/// <summary>Settings of a <see cref="TokenEstimator"/>. Immutable; an invalid one cannot be used.</summary>
public sealed record TokenEstimatorOptions
{
    /// <summary>Gets the margin that is stated before requests were observed. 0 to <see cref="MaximumMargin"/>, by default 0.25.</summary>
    /// <remarks>Covers every kind of text in the table of docs/Tokens.md, for o200k_base; the page also says what it does not cover.</remarks>
    public double InitialMargin { get; init; } = 0.25;

    /// <summary>Gets the number of observations before the margin may fall below the initial one. 1 to 4,096, by default 8.</summary>
    public int WarmUpObservations { get; init; } = 8;

    /// <summary>Gets the number of recent observations that the margin covers. 1 to 4,096, by default 64.</summary>
    public int WindowObservations { get; init; } = 64;

    /// <summary>Gets what is added to the highest recent ratio of reported to counted tokens. 0 to 1, by default 0.05.</summary>
    /// <remarks>The observed requests were not the worst possible; the next may be a little worse.</remarks>
    public double SafetyMargin { get; init; } = 0.05;

    /// <summary>Gets the least margin ever stated. Above -1, at most <see cref="MaximumMargin"/>, by default -0.5.</summary>
    public double MinimumMargin { get; init; } = -0.5;

    /// <summary>Gets the greatest margin ever stated. At most 1,000, by default 4: five times the count.</summary>
    /// <remarks>
    /// An observation above it cannot be covered, and is a sign that the request held what the counter never saw, such as media.
    /// </remarks>
    public double MaximumMargin { get; init; } = 4;

    internal TokenEstimatorOptions Validated()
    {
        Require(InitialMargin >= 0 && InitialMargin <= MaximumMargin, nameof(InitialMargin), InitialMargin, "0 to MaximumMargin");
        Require(WarmUpObservations is >= 1 and <= 4096, nameof(WarmUpObservations), WarmUpObservations, "1 to 4,096");
        Require(WindowObservations is >= 1 and <= 4096, nameof(WindowObservations), WindowObservations, "1 to 4,096");
        Require(SafetyMargin is >= 0 and <= 1, nameof(SafetyMargin), SafetyMargin, "0 to 1");
        Require(MinimumMargin > -1 && MinimumMargin <= MaximumMargin, nameof(MinimumMargin), MinimumMargin, "above -1, to MaximumMargin");
        Require(MaximumMargin <= 1000, nameof(MaximumMargin), MaximumMargin, "at most 1,000");
        return this;
    }

    // A comparison with NaN is false, so that NaN is refused wherever a range is asked for.
    private static void Require(bool isValid, string name, double value, string range)
    {
        if (!isValid)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} of a token estimator is {value}; it may be {range}.");
        }
    }
}
