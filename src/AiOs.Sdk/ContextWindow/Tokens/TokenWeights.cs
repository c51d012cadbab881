namespace AiOs;

/// <summary>What each feature of a text adds to its tokens.</summary>
/// <remarks>None is negative: with features that look backwards only, a longer text never counts less than its beginning.</remarks>
internal static class TokenWeights
{
    /// <summary>Units a token: weights are whole numbers, so that a count is the same on every machine.</summary>
    public const int Scale = 1000;

    /// <summary>Gets the weights in units, one a feature.</summary>
    public static ReadOnlySpan<short> Units =>
    [
        600, 200, 150, 50, // Words, and words after a digit, punctuation, a newline.
        60, 30, 60, 60, // Letters, and those from the 4th, 8th, 12th of a word.
        500, 250, 250, // Changes of case, capitals, runs of consonants.
        700, 333, 700, 100, // Numbers, digits, numbers after a space or letter.
        700, 350, 80, // Punctuation: beginnings, changes, repeats.
        800, 100, 0, // Newlines, repeats, those after punctuation.
        20, 600, 50, 400, // Spaces: first, second, later, after a newline.
        400, 300, 150, 500, 300, 200, 250, 350, 250, 900, // Latin to rare abugidas.
        1500, 800, 750, 800, 2000, 800, 800, 1000, 1300, // Rare scripts to surrogates.
    ];

    /// <summary>Adds up the tokens of features.</summary>
    /// <param name="features">Shape [<see cref="TextFeature.Count"/>].</param>
    /// <returns>The tokens, rounded up; at most <see cref="int.MaxValue"/>.</returns>
    public static int Apply(ReadOnlySpan<long> features)
    {
        long units = 0;
        var weights = Units;
        for (int i = 0; i < weights.Length; i++)
        {
            units += weights[i] * features[i];
        }

        return (int)Math.Min((units + Scale - 1) / Scale, int.MaxValue);
    }
}
