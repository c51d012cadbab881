using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Finds references to a host in an answer, as whatever shows Markdown or HTML would.</summary>
internal static class AnswerLinks
{
    /// <summary>Gives the first reference to the host, or null.</summary>
    public static string? Find(string answer, string host)
    {
        // A backslash before the colon or the dot takes the address away in CommonMark; without one, any scheme or www makes a link.
        string name = Regex.Escape(host);
        var match = Regex.Match(
            answer,
            @"(?:[a-z][a-z0-9+.-]*:/{0,2}|(?<!\\)www\.|//|@)[^\s\\]{0,80}" + name + @"|(?<!\\)\]\([^)]*" + name + @"|(?<!\\)<[a-z][^>]*" + name
            + @"|(?<!\\)data:|(?<!\\)javascript:",
            RegexOptions.IgnoreCase,
            TimeSpan.FromSeconds(1));
        return match.Success ? match.Value : null;
    }
}
