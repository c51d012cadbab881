using System.Text;
using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>The sentences that the writer of a message says in his own name: no code, no quotations, no pasted text, no questions.</summary>
internal static partial class OwnWords
{
    /// <summary>The longest text looked at, in characters: who gives a standing instruction does not write a treatise.</summary>
    public const int MaxCharacters = 4_000;

    private const int MaxSentenceCharacters = 400;

    /// <summary>Gives the sentences, in order, with apostrophes made plain and white space single spaces.</summary>
    public static IEnumerable<string> Sentences(string text)
    {
        if (text.Length > MaxCharacters)
        {
            yield break;
        }

        bool isFenced = false;
        foreach (string line in WithoutQuotations(text).Split('\n'))
        {
            string trimmed = line.Trim();
            if (trimmed.StartsWith("```", StringComparison.Ordinal))
            {
                isFenced = !isFenced;
                continue;
            }

            if (isFenced || trimmed.StartsWith('>'))
            {
                continue;
            }

            if (trimmed.StartsWith("---", StringComparison.Ordinal) || trimmed.StartsWith("===", StringComparison.Ordinal))
            {
                yield break; // What stands below such a line was forwarded or pasted.
            }

            foreach (string sentence in Split(trimmed))
            {
                string beginning = sentence[..Math.Min(sentence.Length, MaxSentenceCharacters)];
                if (Introduces().IsMatch(beginning))
                {
                    yield break; // "Summarise this: ...": all that follows is somebody else's.
                }

                if (sentence.Length <= MaxSentenceCharacters && !sentence.EndsWith('?'))
                {
                    yield return sentence;
                }
            }
        }
    }

    // A sentence ends at a mark that white space follows, so that 3.5 and example.org stay whole.
    private static IEnumerable<string> Split(string line)
    {
        int start = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] is '.' or '!' or '?' or ';' && (i + 1 == line.Length || char.IsWhiteSpace(line[i + 1])))
            {
                yield return line[start..(i + 1)].Trim();
                start = i + 1;
            }
        }

        if (start < line.Length)
        {
            yield return line[start..].Trim();
        }
    }

    private static string WithoutQuotations(string text)
    {
        var own = new StringBuilder(text.Length);
        char closing = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (closing != '\0')
            {
                closing = c == closing ? '\0' : closing;
                continue;
            }

            closing = c switch
            {
                '"' => '"',
                '“' or '„' => '”',
                '«' => '»',
                '`' when !IsFence(text, i) => '`',
                _ => '\0',
            };
            if (closing != '\0' && text.IndexOf(closing, i + 1) < 0)
            {
                closing = '\0'; // Never closed: an inch mark, not a quotation.
            }

            char plain = closing != '\0' ? '…' : c is '’' or '‘' ? '\'' : c != '\n' && char.IsWhiteSpace(c) ? ' ' : c;
            if (plain != ' ' || (own.Length > 0 && own[^1] != ' '))
            {
                own.Append(plain);
            }
        }

        return own.ToString();
    }

    private static bool IsFence(string text, int at) =>
        (at + 1 < text.Length && text[at + 1] == '`') || (at > 0 && text[at - 1] == '`');

    /// <summary>What leads in somebody else's text: "Translate this:", "The e-mail says:".</summary>
    [GeneratedRegex(
        @"^(?!.*\b(remember|mind|note)\b).*?\b(says?|said|reads?|wrote|writes|following|below|this|these|here'?s|here is"
        + @"|translate|summari[sz]e|proofread|rewrite|rephrase"
        + @"|e-?mail|article|text|document|review|poem|letter|lyrics|story|quote|transcript|log|error)\b[^.!?:]*:( |$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: -1)]
    private static partial Regex Introduces();
}
