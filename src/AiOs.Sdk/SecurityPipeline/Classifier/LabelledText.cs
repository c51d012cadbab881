namespace AiOs;

/// <summary>A text to train a <see cref="TextClassifier"/> with.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsPositive">Whether it is of the kind that is to be found.</param>
public sealed record LabelledText(string Text, bool IsPositive);
