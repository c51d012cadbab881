using AngleSharp.Dom;

namespace AiOs;

/// <summary>What the names that authors give to elements say about them.</summary>
internal static class ContentHints
{
    private const string Comment =
        """
        comment comments commentlist disqus respond replies discussion kommentar kommentare kommentarer leserkommentare commentaire commentaires
        comentario comentarios commento commenti reactie reacties komentarz komentarze
        """;

    private const string Boilerplate =
        """
        sidebar sidebars aside widget widgets related relatedposts recommended recommendation recommendations recirc recirculation promo promos
        promotion promoted promobox sponsor sponsored sponsors advert adverts advertisement advertising ad ads adsense adunit adslot adbox dfp
        banner share shares sharing sharebar sharetools sharedaddy social socials sociable addthis addtoany newsletter newsletters subscribe
        subscription signup signin login register cookie cookies consent gdpr popup modal overlay lightbox breadcrumb breadcrumbs crumbs
        pagination pager paging nav navbar navigation menu megamenu submenu footer masthead toolbar topbar tags taglist tagcloud categories
        byline authorbox bio dateline timestamp pubdate datetime postmeta entrymeta meta print printonly noprint outbrain taboola zergnet trending
        popular mostread mostpopular copyright rating ratings vote votes toc skip skiplink carousel playlist upnext nextprev prevnext
        morestories readmore seealso navbox reflist editsection catlinks hatnote ticker notification donate donation paywall pullquote
        werbung anzeige anzeigen publicite publicidad publicidade pubblicita reklama advertentie teilen partager compartir
        credit follow followus appstore jumplinks metadata author authors kicker eyebrow siblings alsoread cta teaserlist
        """;

    private const string Frame = "cookie cookies consent gdpr footer colophon impressum cmp cookieconsent cookiebar cookiebanner cookienotice onetrust "
        + "didomi usercentrics cookiebot";

    // Two words side by side that only mean something together.
    private const string Pairs =
        """
        see-also read-more read-next most-read most-popular more-from more-stories more-news more-on up-next you-may also-read also-like
        further-reading pull-quote call-to author-box author-bio about-author about-the article-info story-info post-info reading-time
        read-time min-read sr-only visually-hidden screen-reader back-to next-post prev-post post-nav whats-next tag-list
        """;

    private const string Bodies =
        """
        articlebody article-body article-content article-text post-content post-body entry-content story-body story-content story-text
        body-text bodytext content-body articletext storybody postcontent entrycontent articlecontent
        """;

    private const string HiddenWords = "editsection headerlink noprint";
    private const string HiddenPairs = "sr-only visually-hidden screen-reader";

    private const int UsualName = 64;

    private static readonly Dictionary<string, Hints>.AlternateLookup<ReadOnlySpan<char>> ByWord = Lookup(
        (Comment, Hints.Comment), (Boilerplate, Hints.Boilerplate), (Frame, Hints.Boilerplate | Hints.Frame), (Bodies, Hints.Body),
        (HiddenWords, Hints.Hidden), ("byline author", Hints.Byline));

    private static readonly Dictionary<string, Hints>.AlternateLookup<ReadOnlySpan<char>> ByPair = Lookup(
        (Pairs, Hints.Boilerplate), (Bodies, Hints.Body), (HiddenPairs, Hints.Hidden));

    /// <summary>Gives all that an element says about itself. It is asked for every element of a page, and allocates nothing for usual ones.</summary>
    public static Hints Of(IElement element)
    {
        var hints = OfNames(element.GetAttribute("class")) | OfNames(element.Id) | OfNames(element.GetAttribute("data-component"));
        if (element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true" || IsStyledAway(element.GetAttribute("style")))
        {
            hints |= Hints.Hidden;
        }

        if (element.GetAttribute("role") is "navigation" or "banner" or "contentinfo" or "complementary" or "search" or "dialog" or "menu" or "tooltip")
        {
            hints |= Hints.Boilerplate;
        }

        if (element.LocalName == "footer" || element.GetAttribute("role") is "contentinfo" or "dialog")
        {
            hints |= Hints.Frame;
        }

        string? property = element.GetAttribute("itemprop");
        if (property is not null && property.Contains("articleBody", StringComparison.OrdinalIgnoreCase))
        {
            hints |= Hints.Body;
        }

        return property == "author" || element.GetAttribute("rel") == "author" ? hints | Hints.Byline : hints;
    }

    private static bool IsStyledAway(string? style)
    {
        if (string.IsNullOrEmpty(style))
        {
            return false;
        }

        string packed = style.Replace(" ", "", StringComparison.Ordinal);
        return packed.Contains("display:none", StringComparison.OrdinalIgnoreCase)
            || packed.Contains("visibility:hidden", StringComparison.OrdinalIgnoreCase);
    }

    private static Hints OfNames(string? names)
    {
        var hints = Hints.None;
        if (!string.IsNullOrEmpty(names))
        {
            foreach (var name in names.AsSpan().Split(' '))
            {
                hints |= OfName(names.AsSpan()[name]);
            }
        }

        return hints;
    }

    // relatedStories, related-stories and related__stories are the same two words. They are written with one hyphen between
    // them, in which each word is a slice, and each pair of neighbours is one too.
    private static Hints OfName(ReadOnlySpan<char> name)
    {
        Span<char> words = name.Length <= UsualName ? stackalloc char[2 * UsualName + 1] : new char[2 * name.Length + 1];
        var hints = Hints.None;
        int length = 0;
        int start = 0;
        int before = -1;
        for (int i = 0; i <= name.Length; i++)
        {
            bool isLetter = i < name.Length && char.IsAsciiLetter(name[i]);
            bool isHump = isLetter && length > start && char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1]);
            if ((!isLetter || isHump) && length > start)
            {
                hints |= OfWord(words[start..length], before < 0 ? default : words[before..length]);
                before = start;
                words[length++] = '-';
                start = length;
            }

            if (isLetter)
            {
                words[length++] = (char)(name[i] | 0x20);
            }
        }

        return hints;
    }

    private static Hints OfWord(ReadOnlySpan<char> word, ReadOnlySpan<char> pair)
    {
        ByWord.TryGetValue(word, out var hints);
        if (pair is "has-comments" or "no-comments" or "with-comments")
        {
            hints &= ~Hints.Comment;
        }

        return ByPair.TryGetValue(pair, out var paired) ? hints | paired : hints;
    }

    private static Dictionary<string, Hints>.AlternateLookup<ReadOnlySpan<char>> Lookup(params ReadOnlySpan<(string Words, Hints Hints)> lists)
    {
        var all = new Dictionary<string, Hints>(StringComparer.Ordinal);
        foreach (var (words, hints) in lists)
        {
            foreach (string word in words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            {
                all[word] = all.GetValueOrDefault(word) | hints;
            }
        }

        return all.GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
