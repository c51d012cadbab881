namespace AiOs;

/// <summary>What a run of text is worth: prose is worth its length, what looks like a menu costs.</summary>
/// <remarks>The numbers are plain on purpose: they were chosen by looking at how articles are written, not fitted to any collection.</remarks>
internal static class RunValue
{
    private const int LongCharacters = 80; // Longer than nearly every headline, caption, label and button.
    private const int ShortCharacters = 25; // Shorter than nearly every sentence.
    private const double MenuDensity = 0.6;

    public static void Set(ContentNode run)
    {
        string text = run.Text;
        bool isProse = IsProse(run);
        run.Prose = isProse ? run.Characters : 0;
        run.Value =
            text.Length == 0 ? 0
            : run.LinkDensity > MenuDensity ? -15 - Math.Min(run.Characters * 0.3, 45)
            : run.Parent!.IsHeading ? 2
            : isProse ? run.Characters * (1 - run.LinkDensity)
            : run.Parent.Tag is "li" or "dd" or "td" or "pre" or "figcaption" or "blockquote" ? Math.Min(run.Characters * 0.4, 40)
            : -4;
    }

    /// <summary>Tells whether a run reads like a sentence or more.</summary>
    public static bool IsProse(ContentNode run) =>
        !run.Parent!.IsHeading
        && run.LinkDensity <= 0.5
        && (run.Characters >= LongCharacters || (run.Characters >= ShortCharacters && EndsSentence(run.Text)));

    public static bool EndsSentence(string text)
    {
        var end = text.AsSpan().TrimEnd("\"'”’»)]› \u00A0");
        return !end.IsEmpty && end[^1] is ('.' or '!' or '?' or '…' or '。' or '！' or '？' or ':' or ';' or '؟' or '।');
    }
}
