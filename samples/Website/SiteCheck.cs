using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Checks a site: every tag is closed in its order, and every link of a page leads to a file or an anchor that is there.</summary>
internal static partial class SiteCheck
{
    private static readonly HashSet<string> Void =
        new(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"], StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<string> Run(SiteFolder folder)
    {
        var problems = new List<string>();
        var files = folder.List();
        foreach (string page in files.Where(static file => file.EndsWith(".html", StringComparison.Ordinal)))
        {
            string html = Comment().Replace(folder.Read(page), "");
            problems.AddRange(TagProblems(html).Select(problem => $"{page}: {problem}"));
            problems.AddRange(LinkProblems(html, page, files).Select(problem => $"{page}: {problem}"));
        }

        if (!files.Contains("index.html", StringComparer.Ordinal))
        {
            problems.Add("there is no index.html");
        }

        return problems;
    }

    private static IEnumerable<string> TagProblems(string html)
    {
        if (!html.TrimStart().StartsWith("<!DOCTYPE html>", StringComparison.OrdinalIgnoreCase))
        {
            yield return "it does not begin with <!DOCTYPE html>";
        }

        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(html))
        {
            string name = tag.Groups["name"].Value;
            if (Void.Contains(name) || tag.Groups["self"].Length > 0)
            {
                continue;
            }

            if (tag.Groups["end"].Length == 0)
            {
                open.Push(name);
            }
            else if (open.Count == 0 || !open.Pop().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                yield return $"</{name}> closes what is not open";
                yield break;
            }
        }

        if (open.Count > 0)
        {
            yield return $"<{open.Peek()}> is never closed";
        }
    }

    private static IEnumerable<string> LinkProblems(string html, string page, IReadOnlyList<string> files)
    {
        var ids = Id().Matches(html).Select(static match => match.Groups["value"].Value).ToHashSet(StringComparer.Ordinal);
        string folder = page.Contains('/', StringComparison.Ordinal) ? page[..(page.LastIndexOf('/') + 1)] : "";
        foreach (Match match in Link().Matches(html))
        {
            string target = match.Groups["value"].Value;
            bool isFound = target.StartsWith('#')
                ? ids.Contains(target[1..])
                : target.Contains("://", StringComparison.Ordinal) || files.Contains(folder + target.Split('#')[0], StringComparer.Ordinal);
            if (!isFound)
            {
                yield return $"the link to '{target}' leads nowhere";
            }
        }
    }

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    [GeneratedRegex("<(?<end>/?)(?<name>[a-zA-Z][a-zA-Z0-9]*)[^<>]*?(?<self>/?)>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex("(href|src)=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex("id=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
