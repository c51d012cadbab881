namespace AiOs;

/// <summary>Cuts texts where that leaves text: not between the halves of a surrogate pair.</summary>
internal static class TextCut
{
    /// <summary>Gives the index itself, or the one before it where that would cut a pair in two.</summary>
    public static int Whole(ReadOnlySpan<char> text, int index) =>
        index > 0 && index < text.Length && char.IsLowSurrogate(text[index]) && char.IsHighSurrogate(text[index - 1]) ? index - 1 : index;

    /// <summary>Gives the beginning of a text, of at most so many characters.</summary>
    public static ReadOnlySpan<char> Head(ReadOnlySpan<char> text, int characters) =>
        text.Length <= characters ? text : text[..Whole(text, characters)];
}
