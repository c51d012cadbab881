using AngleSharp.Dom;

namespace AiOs;

/// <summary>Undoes links that were never closed.</summary>
/// <remarks>
/// A parser opens such a link again in every block that follows, as a browser does, so that the whole text after it would count as links,
/// and look like a menu. It shows as one address under many and long texts, which no author writes.
/// </remarks>
internal static class LostLinks
{
    private const int MinLinks = 3;
    private const int MinCharacters = 1_000; // Picture, title and sentence of a teaser lead to one address too, and are shorter.

    public static void Mend(IElement body)
    {
        var byAddress = new Dictionary<string, List<IElement>>(StringComparer.Ordinal);
        foreach (var anchor in body.GetElementsByTagName("a"))
        {
            if (anchor.GetAttribute("href") is { Length: > 0 } address)
            {
                if (!byAddress.TryGetValue(address, out var anchors))
                {
                    byAddress.Add(address, anchors = []);
                }

                anchors.Add(anchor);
            }
        }

        foreach (var anchors in byAddress.Values)
        {
            if (anchors.Count >= MinLinks && anchors.Sum(static anchor => anchor.TextContent.Length) >= MinCharacters)
            {
                anchors.ForEach(static anchor => anchor.RemoveAttribute("href"));
            }
        }
    }
}
