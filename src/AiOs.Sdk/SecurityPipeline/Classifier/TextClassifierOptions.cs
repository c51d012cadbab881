namespace AiOs;

/// <summary>Settings of training a <see cref="TextClassifier"/>. Immutable; an invalid one cannot be used.</summary>
public sealed record TextClassifierOptions
{
    /// <summary>Gets the number of weights, as a power of two: each takes a byte. 10 to 20, by default 16.</summary>
    public int WeightBits { get; init; } = 16;

    /// <summary>Gets how often each text is looked at. 1 to 1,000, by default 12.</summary>
    public int Epochs { get; init; } = 12;

    /// <summary>Gets the first step's size; it shrinks to nothing. Above 0, by default 0.5.</summary>
    public double LearningRate { get; init; } = 0.5;

    /// <summary>Gets how strongly large weights are pulled back. 0 or more, by default 1e-5.</summary>
    public double Penalty { get; init; } = 1e-5;

    /// <summary>Gets the seed of the order of the texts: the same texts and settings give the same weights. By default 1.</summary>
    public int Seed { get; init; } = 1;

    internal TextClassifierOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(WeightBits, 10);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WeightBits, 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Epochs, 1000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(Penalty);
        return this;
    }
}
