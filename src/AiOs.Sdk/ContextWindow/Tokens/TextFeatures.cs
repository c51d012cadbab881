using System.Numerics;

namespace AiOs;

/// <summary>Counts the features of a text, 64 characters at a time.</summary>
/// <remarks>
/// Every feature is a pattern of the classes of neighbouring characters, so it is a few shifts and one population count for 64
/// characters. Text with characters outside ASCII is classified one by one, and counted by the same patterns.
/// </remarks>
internal static class TextFeatures
{
    /// <summary>Adds the features of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="features">Shape [<see cref="TextFeature.Count"/>]; what is counted is added.</param>
    public static void Add(ReadOnlySpan<char> text, Span<long> features)
    {
        features = features[..TextFeature.Count];
        Runs before = default;
        for (int start = 0; start < text.Length; start += TextMasks.Width)
        {
            TextMasks masks = default;
            bool isRead = start > 0 && text.Length - start >= TextMasks.Width && masks.TryReadAscii(text, start);
            if (!isRead)
            {
                int end = Math.Min(text.Length, start + TextMasks.Width);
                for (int i = start; i < end; i++)
                {
                    masks.Add(text[i], i > 0 ? text[i - 1] : '\uFFFF', i - start, features);
                }
            }

            before = Count(masks, before, features);
        }
    }

    private static Runs Count(in TextMasks masks, in Runs before, Span<long> features)
    {
        Runs runs = new(masks, before);
        ulong afterLetter = Shift(masks.Letters, before.Masks.Letters, 1);
        ulong afterDigit = Shift(masks.Digits, before.Masks.Digits, 1);
        ulong afterNewline = Shift(masks.Newlines, before.Masks.Newlines, 1);
        ulong afterSpace = Shift(masks.Spaces, before.Masks.Spaces, 1);
        ulong afterPunctuation = Shift(masks.Punctuation, before.Masks.Punctuation, 1);
        ulong afterCapital = Shift(masks.Capitals, before.Masks.Capitals, 1);

        ulong words = masks.Letters & ~afterLetter;
        Add(features, TextFeature.Word, words);
        Add(features, TextFeature.WordAfterDigit, words & afterDigit);
        Add(features, TextFeature.WordAfterPunctuation, words & afterPunctuation);
        Add(features, TextFeature.WordAfterNewline, words & afterNewline);
        Add(features, TextFeature.Letter, masks.Letters);
        Add(features, TextFeature.Letter4, runs.Letters4);
        Add(features, TextFeature.Letter8, runs.Letters8);
        Add(features, TextFeature.Letter12, runs.Letters8 & Shift(runs.Letters4, before.Letters4, 8));
        Add(features, TextFeature.CaseChange, masks.Capitals & afterLetter & ~afterCapital);
        Add(features, TextFeature.Capital, masks.Capitals & afterCapital);
        Add(features, TextFeature.Consonant4, runs.Consonants2 & Shift(runs.Consonants2, before.Consonants2, 2));

        ulong numbers = masks.Digits & ~afterDigit;
        Add(features, TextFeature.Number, numbers);
        Add(features, TextFeature.Digit, masks.Digits);
        Add(features, TextFeature.NumberAfterSpace, numbers & afterSpace);
        Add(features, TextFeature.NumberAfterLetter, numbers & afterLetter);

        Add(features, TextFeature.Punctuation, masks.Punctuation & ~afterPunctuation);
        Add(features, TextFeature.PunctuationChange, masks.Punctuation & afterPunctuation & ~masks.Repeats);
        Add(features, TextFeature.PunctuationRepeat, masks.Punctuation & afterPunctuation & masks.Repeats);

        Add(features, TextFeature.Newline, masks.Newlines & ~afterNewline);
        Add(features, TextFeature.NewlineRepeat, masks.Newlines & afterNewline);
        Add(features, TextFeature.NewlineAfterPunctuation, masks.Newlines & afterPunctuation);
        Add(features, TextFeature.Space, masks.Spaces & ~afterSpace);
        Add(features, TextFeature.SpaceSecond, runs.Spaces2 & ~Shift(runs.Spaces2, before.Spaces2, 1));
        Add(features, TextFeature.SpaceLater, runs.Spaces2 & Shift(runs.Spaces2, before.Spaces2, 1));
        Add(features, TextFeature.SpaceAfterNewline, masks.Spaces & afterNewline);
        return runs;
    }

    private static void Add(Span<long> features, int feature, ulong places) => features[feature] += BitOperations.PopCount(places);

    // Moves each bit to the place that many characters later; the last ones of the 64 characters before come in.
    private static ulong Shift(ulong bits, ulong before, int characters) => (bits << characters) | (before >> (TextMasks.Width - characters));

    /// <summary>What the next 64 characters have to know: the masks, and where runs of a length stand.</summary>
    private readonly struct Runs
    {
        public readonly TextMasks Masks;
        public readonly ulong Letters2;
        public readonly ulong Letters4;
        public readonly ulong Letters8;
        public readonly ulong Consonants2;
        public readonly ulong Spaces2;

        public Runs(in TextMasks masks, in Runs before)
        {
            Masks = masks;
            Letters2 = masks.Letters & Shift(masks.Letters, before.Masks.Letters, 1);
            Letters4 = Letters2 & Shift(Letters2, before.Letters2, 2);
            Letters8 = Letters4 & Shift(Letters4, before.Letters4, 4);
            Consonants2 = masks.Consonants & Shift(masks.Consonants, before.Masks.Consonants, 1);
            Spaces2 = masks.Spaces & Shift(masks.Spaces, before.Masks.Spaces, 1);
        }
    }
}
