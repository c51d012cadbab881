namespace AiOs;

/// <summary>The features of a text, character by character: the twin that <see cref="TextFeatures"/> has to agree with.</summary>
internal static class SlowTextFeatures
{
    public static long[] Of(string text)
    {
        long[] features = new long[TextFeature.Count];
        for (int i = 0; i < text.Length; i++)
        {
            char previous = i > 0 ? text[i - 1] : '\uFFFF';
            if (!char.IsAscii(text[i]))
            {
                features[TextFeature.Scripts + TextScript.Of(text[i])]++;
            }

            if (IsLetter(text[i]))
            {
                AddLetter(features, text, i, previous);
            }
            else if (char.IsAsciiDigit(text[i]))
            {
                features[TextFeature.Digit]++;
                features[TextFeature.Number] += char.IsAsciiDigit(previous) ? 0 : 1;
                features[TextFeature.NumberAfterSpace] += IsSpace(previous) ? 1 : 0;
                features[TextFeature.NumberAfterLetter] += i > 0 && IsLetter(previous) ? 1 : 0;
            }
            else if (IsNewline(text[i]))
            {
                features[IsNewline(previous) ? TextFeature.NewlineRepeat : TextFeature.Newline]++;
                features[TextFeature.NewlineAfterPunctuation] += IsPunctuation(previous) ? 1 : 0;
            }
            else if (IsSpace(text[i]))
            {
                int run = RunBefore(text, i, IsSpace);
                features[run == 0 ? TextFeature.Space : run == 1 ? TextFeature.SpaceSecond : TextFeature.SpaceLater]++;
                features[TextFeature.SpaceAfterNewline] += IsNewline(previous) ? 1 : 0;
            }
            else if (IsPunctuation(text[i]))
            {
                features[!IsPunctuation(previous) ? TextFeature.Punctuation
                    : previous == text[i] ? TextFeature.PunctuationRepeat : TextFeature.PunctuationChange]++;
            }
        }

        return features;
    }

    private static void AddLetter(long[] features, string text, int i, char previous)
    {
        int run = RunBefore(text, i, IsLetter);
        features[TextFeature.Letter]++;
        features[TextFeature.Letter4] += run >= 3 ? 1 : 0;
        features[TextFeature.Letter8] += run >= 7 ? 1 : 0;
        features[TextFeature.Letter12] += run >= 11 ? 1 : 0;
        features[TextFeature.Consonant4] += IsConsonant(text[i]) && RunBefore(text, i, IsConsonant) >= 3 ? 1 : 0;
        if (char.IsAsciiLetterUpper(text[i]))
        {
            features[TextFeature.Capital] += char.IsAsciiLetterUpper(previous) ? 1 : 0;
            features[TextFeature.CaseChange] += run > 0 && !char.IsAsciiLetterUpper(previous) ? 1 : 0;
        }

        if (run == 0)
        {
            features[TextFeature.Word]++;
            features[TextFeature.WordAfterDigit] += char.IsAsciiDigit(previous) ? 1 : 0;
            features[TextFeature.WordAfterPunctuation] += IsPunctuation(previous) ? 1 : 0;
            features[TextFeature.WordAfterNewline] += IsNewline(previous) ? 1 : 0;
        }
    }

    private static int RunBefore(string text, int i, Func<char, bool> isOfRun)
    {
        int run = 0;
        while (run < i && isOfRun(text[i - run - 1]))
        {
            run++;
        }

        return run;
    }

    private static bool IsLetter(char c) => char.IsAscii(c) ? char.IsAsciiLetter(c) : TextScript.IsAlphabetic(TextScript.Of(c));

    private static bool IsConsonant(char c) => char.IsAsciiLetter(c) && !"aeiouAEIOU".Contains(c, StringComparison.Ordinal);

    private static bool IsNewline(char c) => c is '\n' or '\r';

    private static bool IsSpace(char c) => c is ' ' or '\t';

    private static bool IsPunctuation(char c) =>
        char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && !IsNewline(c) && !IsSpace(c);
}
