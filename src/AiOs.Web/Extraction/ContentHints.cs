using AngleSharp.Dom;

namespace AiOs;

/// <summary>What the names that authors give to elements say about them.</summary>
internal static class ContentHints
{
    private static readonly HashSet<string> Comment = Words("comment comments commentlist disqus respond replies discussion");

    private static readonly HashSet<string> Boilerplate = Words(
        """
        sidebar sidebars aside widget widgets related relatedposts recommended recommendation recommendations recirc recirculation promo promos
        promotion promoted promobox sponsor sponsored sponsors advert adverts advertisement advertising ad ads adsense adunit adslot adbox dfp
        banner share shares sharing sharebar sharetools sharedaddy social socials sociable addthis addtoany newsletter newsletters subscribe
        subscription signup signin login register cookie cookies consent gdpr popup modal overlay lightbox breadcrumb breadcrumbs crumbs
        pagination pager paging nav navbar navigation menu megamenu submenu footer masthead toolbar topbar tags taglist tagcloud categories
        byline authorbox bio dateline timestamp pubdate datetime postmeta entrymeta meta print printonly noprint outbrain taboola zergnet trending
        popular mostread mostpopular copyright rating ratings vote votes toc skip skiplink carousel playlist upnext nextprev prevnext
        morestories readmore seealso navbox reflist editsection catlinks hatnote ticker notification donate donation paywall pullquote
        credit follow followus appstore jumplinks metadata author authors kicker eyebrow siblings alsoread cta teaserlist
        """);

    // Two words side by side that only mean something together.
    private static readonly HashSet<string> Pairs = Words(
        """
        see-also read-more read-next most-read most-popular more-from more-stories more-news more-on up-next you-may also-read also-like
        further-reading pull-quote call-to author-box author-bio about-author about-the article-info story-info post-info reading-time
        read-time min-read sr-only visually-hidden screen-reader back-to next-post prev-post post-nav whats-next tag-list
        """);

    private static readonly HashSet<string> Bodies = Words(
        """
        articlebody article-body article-content article-text post-content post-body entry-content story-body story-content story-text
        body-text bodytext content-body articletext storybody postcontent entrycontent articlecontent
        """);

    /// <summary>Tells whether a browser would not show an element.</summary>
    public static bool IsInvisible(IElement element)
    {
        if (element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true")
        {
            return true;
        }

        if (Any(element, static (word, pair) => word is "editsection" or "headerlink" or "noprint"
            || pair is "sr-only" or "visually-hidden" or "screen-reader"))
        {
            return true;
        }

        string? style = element.GetAttribute("style");
        if (style is null)
        {
            return false;
        }

        string packed = style.Replace(" ", "", StringComparison.Ordinal);
        return packed.Contains("display:none", StringComparison.OrdinalIgnoreCase)
            || packed.Contains("visibility:hidden", StringComparison.OrdinalIgnoreCase);
    }

    public static bool IsComment(IElement? element) => Any(
        element, static (word, pair) => Comment.Contains(word) && pair is not ("has-comments" or "no-comments" or "with-comments"));

    public static bool IsBoilerplate(IElement? element) =>
        Any(element, static (word, pair) => Boilerplate.Contains(word) || (pair is not null && Pairs.Contains(pair)))
        || element?.GetAttribute("role") is "navigation" or "banner" or "contentinfo" or "complementary" or "search" or "dialog" or "menu" or "tooltip";

    /// <summary>Tells whether the page says that this is the body of its article.</summary>
    public static bool IsBody(IElement? element) =>
        element?.GetAttribute("itemprop")?.Contains("articleBody", StringComparison.OrdinalIgnoreCase) == true
        || Any(element, static (word, pair) => Bodies.Contains(word) || (pair is not null && Bodies.Contains(pair)));

    public static bool IsByline(IElement? element) =>
        element?.GetAttribute("rel") == "author" || element?.GetAttribute("itemprop") == "author"
        || Any(element, static (word, _) => word is "byline" or "author");

    private static bool Any(IElement? element, Func<string, string?, bool> isMeant)
    {
        if (element is null)
        {
            return false;
        }

        foreach (string? names in (ReadOnlySpan<string?>)[element.GetAttribute("class"), element.Id, element.GetAttribute("data-component")])
        {
            if (string.IsNullOrEmpty(names))
            {
                continue;
            }

            foreach (var name in names.AsSpan().Split(' '))
            {
                string? before = null;
                foreach (string word in Split(names.AsSpan()[name]))
                {
                    if (isMeant(word, before is null ? null : before + "-" + word))
                    {
                        return true;
                    }

                    before = word;
                }
            }
        }

        return false;
    }

    // relatedStories, related-stories and related__stories are the same two words.
    private static List<string> Split(ReadOnlySpan<char> name)
    {
        var words = new List<string>();
        int start = 0;
        for (int i = 0; i <= name.Length; i++)
        {
            bool isEnd = i == name.Length || !char.IsAsciiLetter(name[i]);
            bool isHump = !isEnd && i > start && char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1]);
            if ((isEnd || isHump) && i > start)
            {
                words.Add(name[start..i].ToString().ToLowerInvariant());
            }

            start = isEnd ? i + 1 : isHump ? i : start;
        }

        return words;
    }

    private static HashSet<string> Words(string words) =>
        new(words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
