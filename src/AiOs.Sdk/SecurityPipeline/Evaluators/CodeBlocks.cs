using System.Buffers;

namespace AiOs;

/// <summary>Finds the fenced code blocks of Markdown.</summary>
/// <remarks>Source: CommonMark 0.31, section 4.5. An unclosed fence reaches to the end of the text, as there.</remarks>
internal static class CodeBlocks
{
    private static readonly SearchValues<char> AfterLanguage = SearchValues.Create(" \t{},:");

    /// <summary>Gives each block's language in lower case, its first line, from 1, and its code.</summary>
    public static IEnumerable<(string Language, int Line, string Code)> Of(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (Fence(lines[i]) is not { } fence)
            {
                continue;
            }

            string info = lines[i][(lines[i].IndexOf(fence.Mark) + fence.Length)..].Trim();
            if (fence.Mark == '`' && info.Contains('`'))
            {
                continue; // Code within a line.
            }

            int first = i + 1;
            for (i = first; i < lines.Length && !Closes(lines[i], fence); i++)
            {
            }

            string code = string.Join('\n', lines[first..Math.Min(i, lines.Length)]);
            yield return (LanguageOf(info), first + 1, code);
        }
    }

    // "python title=x", "{.python}" and "python{3}" name the same language.
    private static string LanguageOf(string info)
    {
        string word = info.TrimStart('{', '.', ' ');
        int end = word.AsSpan().IndexOfAny(AfterLanguage);
        return (end < 0 ? word : word[..end]).Trim().ToLowerInvariant();
    }

    private static (char Mark, int Length)? Fence(string line)
    {
        string trimmed = line.TrimStart(' ', '>', '\t', '-', '*'); // Also within quotes and lists.
        if (trimmed.Length == 0 || trimmed[0] is not ('`' or '~'))
        {
            return null;
        }

        int length = trimmed.Length - trimmed.TrimStart(trimmed[0]).Length;
        return length >= 3 ? (trimmed[0], length) : null;
    }

    private static bool Closes(string line, (char Mark, int Length) fence)
    {
        string trimmed = line.Trim().TrimStart('>', ' ');
        return trimmed.Length >= fence.Length && trimmed.All(c => c == fence.Mark);
    }
}
