using System.Buffers;
using System.Text;

namespace AiOs;

/// <summary>Makes text that anybody may have written inert where Markdown or HTML is shown: it reads the same, and does nothing.</summary>
/// <remarks>
/// No link, image, autolink, tag or entity is left, whatever the text says: every character that could begin one is escaped with a
/// backslash, which CommonMark takes away again (section 2.4), or as an entity. Nothing is looked for, so nothing can be missed.
/// </remarks>
internal static class InertText
{
    // What opens a link, an image, a tag, an entity, an autolink (the colon of a scheme, the dot of a host, the at sign of an address),
    // and what would end an escape of ours.
    private static readonly SearchValues<char> Active = SearchValues.Create("\\`*_[](){}<>!&:@.|~#");

    /// <summary>Gives the inert form of a text.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAny(Active))
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            Append(result, i > 0 ? text[i - 1] : '\0', text[i], i + 1 < text.Length ? text[i + 1] : '\0');
        }

        return result.ToString();
    }

    /// <summary>Appends the inert form of a character between its neighbours, which are zero where there are none.</summary>
    public static void Append(StringBuilder result, char before, char c, char after)
    {
        if (IsActive(before, c, after))
        {
            result.Append('\\');
        }

        result.Append(c);
    }

    // Between blanks or digits they begin no address: times, decimals and the ends of sentences stay as they are.
    private static bool IsActive(char before, char c, char after) => c switch
    {
        ':' or '@' => char.IsLetterOrDigit(before) && !(char.IsAsciiDigit(before) && char.IsAsciiDigit(after)),
        '.' => (char.IsLetter(before) && char.IsLetterOrDigit(after)) || char.IsLetter(after),
        _ => Active.Contains(c),
    };
}
