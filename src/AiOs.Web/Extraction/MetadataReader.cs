using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace AiOs;

/// <summary>Reads title, author, date and the like: from JSON-LD, OpenGraph and other meta elements, then from the page itself.</summary>
internal static partial class MetadataReader
{
    private static readonly string[] TitleSeparators = [" | ", " - ", " – ", " — ", " » ", " :: ", " • ", " · "];

    public static PageMetadata Read(IDocument document, Uri url)
    {
        var linked = LinkedData.Read(document);
        var meta = Meta(document);
        string? site = meta.GetValueOrDefault("og:site_name") ?? linked.Publisher ?? meta.GetValueOrDefault("application-name");
        return new PageMetadata(
            Title(document, linked, meta, site),
            linked.Author ?? Author(document, meta),
            Published(document, linked, meta, url),
            site,
            meta.GetValueOrDefault("og:description") ?? meta.GetValueOrDefault("description") ?? linked.Description,
            Clean(document.DocumentElement?.GetAttribute("lang")) ?? meta.GetValueOrDefault("og:locale")?.Replace('_', '-'),
            linked.Body,
            meta.GetValueOrDefault("og:type") == "article");
    }

    /// <summary>Takes the name out of a byline such as "By Jane Doe", or gives null where there is none.</summary>
    public static string? PersonOf(string? text)
    {
        string? clean = Clean(text);
        if (clean is null || clean.Length > 120 || clean.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string name = BylinePrefix().Replace(clean, "").Trim(' ', ',', '|', '-', '–', '•', '·', ':');
        return name.Length > 1 && name.Any(char.IsLetter) ? name : null;
    }

    private static Dictionary<string, string> Meta(IDocument document)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var element in document.GetElementsByTagName("meta"))
        {
            string? name = element.GetAttribute("property") ?? element.GetAttribute("name") ?? element.GetAttribute("itemprop");
            if (name is not null && Clean(element.GetAttribute("content")) is { } content)
            {
                found.TryAdd(name, content);
            }
        }

        return found;
    }

    private static string Title(IDocument document, LinkedData linked, Dictionary<string, string> meta, string? site)
    {
        var headings = document.GetElementsByTagName("h1");
        string? heading = headings.Length == 1 ? Clean(VisibleText(headings[0]))?.TrimEnd('¶', '#', ' ') : null;
        string? declared = meta.GetValueOrDefault("og:title") ?? meta.GetValueOrDefault("twitter:title") ?? linked.Headline;
        string full = declared ?? Clean(document.Title) ?? heading ?? "";
        if (heading is { Length: > 5 } && full.Contains(heading, StringComparison.OrdinalIgnoreCase))
        {
            return heading; // The rest of a longer title is the site's name.
        }

        foreach (string separator in TitleSeparators)
        {
            int last = full.LastIndexOf(separator, StringComparison.Ordinal);
            if (last > 0)
            {
                string tail = full[(last + separator.Length)..].Trim();
                bool isSite = site is not null && tail.Equals(site, StringComparison.OrdinalIgnoreCase);
                if (isSite || (declared is null && full[..last].Count(static c => c == ' ') >= 2 && tail.Count(static c => c == ' ') <= 3))
                {
                    return full[..last].Trim();
                }
            }
        }

        return full;
    }

    private static string VisibleText(IElement element) => string.Concat(element.Descendants().OfType<IText>()
        .Where(text => text.Ancestors().OfType<IElement>().TakeWhile(around => around != element)
            .All(static around => !ContentHints.Of(around).HasFlag(Hints.Hidden)))
        .Select(static text => text.Data));

    private static string? Author(IDocument document, Dictionary<string, string> meta)
    {
        foreach (string name in (ReadOnlySpan<string>)[
            "author", "article:author", "dc.creator", "byl", "sailthru.author", "parsely-author", "twitter:creator"])
        {
            if (meta.TryGetValue(name, out string? value) && !value.StartsWith('@') && PersonOf(value) is { } person)
            {
                return person;
            }
        }

        return PersonOf(document.QuerySelector("[itemprop=author] [itemprop=name]")?.TextContent)
            ?? PersonOf(document.QuerySelector("[itemprop=author]")?.TextContent)
            ?? PersonOf(document.QuerySelector("[rel=author]")?.TextContent);
    }

    private static DateTimeOffset? Published(IDocument document, LinkedData linked, Dictionary<string, string> meta, Uri url)
    {
        if (WebDate.Read(linked.Published) is { } told)
        {
            return told;
        }

        foreach (string name in (ReadOnlySpan<string>)[
            "article:published_time", "og:published_time", "datePublished", "dc.date", "dc.date.issued", "dcterms.created", "pubdate",
            "publishdate", "publish-date", "parsely-pub-date", "sailthru.date", "date", "article.published"])
        {
            if (meta.TryGetValue(name, out string? value) && WebDate.Read(value) is { } date)
            {
                return date;
            }
        }

        var time = document.QuerySelector("[itemprop=datePublished]") ?? document.QuerySelector("article time[datetime], time[pubdate]")
            ?? document.QuerySelector("time[datetime]");
        var match = UrlDate().Match(url.AbsolutePath);
        return WebDate.Read(time?.GetAttribute("datetime") ?? time?.GetAttribute("content")) ?? WebDate.Read(Clean(time?.TextContent))
            ?? (match.Success ? WebDate.Read($"{match.Groups["y"].Value}-{match.Groups["m"].Value}-{match.Groups["d"].Value}") : null);
    }

    private static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex(
        @"^\W*(written by|posted by|by|von|par|por)\s*:?\s+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex BylinePrefix();

    [GeneratedRegex(@"/(?<y>(19|20)\d\d)[/-](?<m>0[1-9]|1[0-2])[/-](?<d>[0-2]\d|3[01])\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex UrlDate();
}
