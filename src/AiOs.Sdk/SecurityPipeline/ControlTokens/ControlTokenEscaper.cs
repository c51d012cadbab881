using System.Text;

namespace AiOs;

/// <summary>Keeps control tokens out of text that others wrote, for runtimes that take a rendered prompt and look for control tokens in it.</summary>
/// <remarks>
/// <para>
/// A word joiner (U+2060, invisible) goes between the first two characters of every place where a control token stands, and a joiner
/// that the text itself holds is doubled. No control token holds a joiner, so one that stood in the result would stand between
/// joiners, hence in the text, where it would have been split: none is left. Exactly reversible.
/// </para>
/// <para>
/// Holds for a runtime that looks for control tokens in the text as it is, as the common ones do; not for one that first removes
/// invisible characters. Where the runtime takes token ids, <see cref="ChatTemplate.Encode"/> needs no such condition.
/// </para>
/// <para>Threads: immutable.</para>
/// </remarks>
public sealed class ControlTokenEscaper
{
    /// <summary>The longest control token, in characters.</summary>
    public const int MaxTokenLength = 256;

    private const char Joiner = '\u2060';

    private readonly string[] _tokens;
    private readonly int _longest;

    /// <summary>Creates an escaper.</summary>
    /// <param name="controlTokens">The texts that the runtime takes for control tokens: each 2 to 256 characters, without U+2060.</param>
    /// <exception cref="ArgumentException">A text cannot be a control token here.</exception>
    public ControlTokenEscaper(params IEnumerable<string> controlTokens)
    {
        ArgumentNullException.ThrowIfNull(controlTokens);
        _tokens = [.. controlTokens.Distinct(StringComparer.Ordinal)];
        foreach (string token in _tokens)
        {
            if (token is not { Length: >= 2 and <= MaxTokenLength } || token.Contains(Joiner))
            {
                throw new ArgumentException(
                    $"The control token '{token}' has {token?.Length ?? 0} characters; 2 to {MaxTokenLength} are expected, none of them U+2060.",
                    nameof(controlTokens));
            }

            _longest = Math.Max(_longest, token.Length);
        }
    }

    /// <summary>Escapes a text that stands between two literals of a template.</summary>
    /// <param name="text">The text.</param>
    /// <param name="before">What stands before it in the prompt; a control token must not reach from there into the text.</param>
    /// <param name="after">What stands after it.</param>
    /// <returns>A text in which, and into which, no control token reaches.</returns>
    public string Escape(string text, string before = "", string after = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (text.Length == 0 || _tokens.Length == 0)
        {
            return text;
        }

        string head = before[Math.Max(0, before.Length - _longest)..];
        string all = head + text + after[..Math.Min(after.Length, _longest)];
        var splits = new HashSet<int>(); // Places of the text that a joiner goes before.
        foreach (string token in _tokens)
        {
            for (int at = all.IndexOf(token, StringComparison.Ordinal); at >= 0; at = all.IndexOf(token, at + 1, StringComparison.Ordinal))
            {
                int start = at - head.Length;
                if (start < text.Length && start + token.Length > 0)
                {
                    splits.Add(Math.Max(start + 1, 0)); // From before the text: split at its beginning.
                }
            }
        }

        if (splits.Count == 0 && !text.Contains(Joiner))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + splits.Count);
        for (int i = 0; i <= text.Length; i++)
        {
            if (splits.Contains(i))
            {
                escaped.Append(Joiner);
            }

            if (i < text.Length)
            {
                escaped.Append(text[i], text[i] == Joiner ? 2 : 1);
            }
        }

        return escaped.ToString();
    }

    /// <summary>Gives back exactly the text that was escaped.</summary>
    /// <param name="escaped">What <see cref="Escape"/> gave, with any literals around.</param>
    /// <returns>The text.</returns>
    public static string Unescape(string escaped)
    {
        ArgumentNullException.ThrowIfNull(escaped);
        var text = new StringBuilder(escaped.Length);
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != Joiner)
            {
                text.Append(escaped[i]);
            }
            else if (i + 1 < escaped.Length && escaped[i + 1] == Joiner)
            {
                text.Append(escaped[++i]);
            }
        }

        return text.ToString();
    }
}
