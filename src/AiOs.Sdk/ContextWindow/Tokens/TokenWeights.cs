namespace AiOs;

/// <summary>What each feature of a text adds to its tokens.</summary>
/// <remarks>
/// Fitted by least squares of the relative error over translations and source files, shortfalls weighing three times as much
/// (docs/decisions/0010). None is negative: with features that look backwards only, a longer text never counts less than its
/// beginning.
/// </remarks>
internal static class TokenWeights
{
    /// <summary>Units a token: weights are whole numbers, so that a count is the same on every machine.</summary>
    public const int Scale = 1000;

    /// <summary>The weights in units, one a feature.</summary>
    public static readonly short[] Units =
    [
        590, 0, 0, 276, // Words, and words after a digit, punctuation, a newline.
        40, 189, 28, 0, // Letters, and those from the 4th, 8th, 12th of a word.
        0, 226, 599, // Changes of case, capitals, runs of consonants.
        1104, 184, 551, 594, // Numbers, digits, numbers after a space or letter.
        176, 359, 88, // Punctuation: beginnings, changes, repeats.
        828, 28, 0, // Newlines, repeats, those after punctuation.
        201, 48, 28, 0, // Spaces: first, second, later, after a newline.
        986, 0, 132, 109, 101, // Latin, Vietnamese, Greek, Cyrillic, Caucasian.
        195, 121, 141, 193, 162, 592, 2116, // Hebrew, Arabic, Devanagari, Indic, Thai, rare abugidas, rare.
        706, 625, 903, 3000, // Hangul, kana, ideographs, rare ideographs.
        637, 477, 1986, 1017, // Wide punctuation, symbols, drawings, surrogates.
    ];

    /// <summary>Adds up the tokens of features.</summary>
    /// <param name="features">Shape [<see cref="TextFeature.Count"/>].</param>
    /// <returns>The tokens, rounded up; at most <see cref="int.MaxValue"/>.</returns>
    public static int Apply(ReadOnlySpan<long> features)
    {
        long units = 0;
        short[] weights = Units;
        for (int i = 0; i < weights.Length; i++)
        {
            units += weights[i] * features[i];
        }

        return (int)Math.Min((units + Scale - 1) / Scale, int.MaxValue);
    }
}
