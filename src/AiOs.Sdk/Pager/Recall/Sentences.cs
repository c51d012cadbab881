namespace AiOs;

/// <summary>Tells questions from statements.</summary>
internal static class Sentences
{
    /// <summary>Gives the share of a text's sentences that are questions, in 255ths.</summary>
    public static byte AskShare(ReadOnlySpan<char> text)
    {
        int sentences = 0;
        int questions = 0;
        bool isOpen = false;
        foreach (char c in text)
        {
            switch (c)
            {
                case '.' or '!' or '?' or '\n' or '。' or '！' or '？' or '؟':
                    sentences += isOpen ? 1 : 0;
                    questions += isOpen && c is '?' or '？' or '؟' ? 1 : 0;
                    isOpen = false;
                    break;
                default:
                    isOpen |= char.IsLetterOrDigit(c);
                    break;
            }
        }

        sentences += isOpen ? 1 : 0;
        return sentences == 0 ? (byte)0 : (byte)(255 * Math.Min(questions, sentences) / sentences);
    }
}
