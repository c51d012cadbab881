namespace AiOs;

/// <summary>Names where a registration was written, for messages about duplicates.</summary>
internal static class Origins
{
    /// <summary>Gives <c>Program.cs:12</c>.</summary>
    /// <remarks>Without folders: where a build ran is nobody's business at run time.</remarks>
    public static string Of(string file, int line) => $"{file[(file.LastIndexOfAny(['/', '\\']) + 1)..]}:{line}";
}
