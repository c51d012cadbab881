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
            char c = text[i];
            if (IsActive(text, i))
            {
                result.Append('\\');
            }

            result.Append(c);
        }

        return result.ToString();
    }

    // Between blanks or digits they begin no address: times, decimals and the ends of sentences stay as they are.
    private static bool IsActive(string text, int index) => text[index] switch
    {
        ':' or '@' => index > 0 && char.IsLetterOrDigit(text[index - 1]) && !(IsDigit(text, index - 1) && IsDigit(text, index + 1)),
        '.' => (index > 0 && char.IsLetter(text[index - 1]) && index + 1 < text.Length && char.IsLetterOrDigit(text[index + 1]))
            || (index + 1 < text.Length && char.IsLetter(text[index + 1])),
        var c => Active.Contains(c),
    };

    private static bool IsDigit(string text, int index) => index < text.Length && char.IsAsciiDigit(text[index]);
}
