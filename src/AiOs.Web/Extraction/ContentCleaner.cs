using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Takes out of the chosen block what is not the article: bylines, links to other stories, sections for readers.</summary>
internal static partial class ContentCleaner
{
    private const int MaxBiography = 500;

    public static void Clean(ContentNode content, string title, string? author)
    {
        string key = Key(title);
        bool hasOneTop = content.Runs().Count(static run => run.Parent!.Tag == "h1") == 1; // Several h1 are sections, and stay.
        CutSections(content, content.Prose);
        RemoveLists(content);
        RemoveRuns(content, run => IsNoise(run) || IsTitle(run, key, hasOneTop));
        TrimHead(content);
        TrimTail(content, author?.Split(", ")[0]);
        RemoveEmpty(content);
    }

    // "Related", "Comments": from the heading to the end of the block that it heads, or to the next heading of its rank.
    private static void CutSections(ContentNode block, int total)
    {
        var children = block.Children;
        var unwanted = new HashSet<ContentNode>();
        for (int cut = NextSection(children, 0); cut >= 0; cut = NextSection(children, cut))
        {
            var head = children[cut];
            bool isReaders = ReadersPattern().IsMatch(FirstText(head));
            int end = isReaders ? -1 : children.FindIndex(cut + 1, child => child.IsHeading && string.CompareOrdinal(child.Tag, head.Tag) <= 0
                && !SectionPattern().IsMatch(FirstText(child)));
            var section = children[cut..(end < 0 ? children.Count : end)];
            if (!isReaders && section.Sum(static child => child.Prose) >= total * 0.3)
            {
                break;
            }

            unwanted.UnionWith(section);
            cut += section.Count;
        }

        // Once for all: a page may have as many of them as it likes.
        block.Remove(unwanted.Contains);
        foreach (var child in block.Children.Where(static child => !child.IsRun).ToList())
        {
            CutSections(child, total);
        }
    }

    private static int NextSection(List<ContentNode> children, int start) => children.FindIndex(start, static child => child.Characters < 60
        && (child.IsHeading || child.Tag is "p" or "div" or "header" or "strong")
        && SectionPattern().IsMatch(FirstText(child)) && child.Runs().Take(2).Count() == 1);

    // Blocks that are mostly links. A list of references has long items, and stays.
    private static void RemoveLists(ContentNode block)
    {
        block.Remove(static child => !child.IsRun && !child.IsHeading && child.Tag is not ("p" or "li" or "td" or "tr" or "figure" or "blockquote")
            && child.Links >= 2 && child.LinkDensity > 0.5 && child.Prose < 200);
        foreach (var child in block.Children)
        {
            if (!child.IsRun)
            {
                RemoveLists(child);
            }
        }
    }

    private static void RemoveRuns(ContentNode block, Predicate<ContentNode> isUnwanted)
    {
        block.Remove(child => child.IsRun && isUnwanted(child));
        foreach (var child in block.Children)
        {
            RemoveRuns(child, isUnwanted);
        }
    }

    private static bool IsNoise(ContentNode run)
    {
        if (run.Text.Length == 0 || run.Parent!.Tag is "pre" or "td" or "th")
        {
            return false;
        }

        bool isLinked = run.LinkDensity > 0.3;
        bool isAlone = run.LinkDensity > 0.75 && run.Text.Length < 200 && !RunValue.EndsSentence(run.Text)
            && run.Parent.Tag is "p" or "div" or "section" or "article" or "span" or "h2" or "h3" or "h4" or "h5";
        return (run.Text.Length < 120 && NoisePattern().IsMatch(run.Text)) || (isLinked && run.Text.Length < 300 && OtherStoryPattern().IsMatch(run.Text))
            || (isAlone && !run.Parent.IsHeading);
    }

    private static bool IsTitle(ContentNode run, string key, bool hasOneTop) =>
        run.Parent!.IsHeading && ((hasOneTop && run.Parent.Tag == "h1") || (key.Length > 0 && Key(run.Text) == key));

    // What stands before the first sentence: by whom, when, how long to read.
    private static void TrimHead(ContentNode content)
    {
        var unwanted = new HashSet<ContentNode>();
        int prose = 0;
        foreach (var run in content.Runs())
        {
            bool isByline = run.Text.Length < 160 && !RunValue.EndsSentence(run.Text) && BylinePattern().IsMatch(run.Text);
            if (isByline || (prose == 0 && !RunValue.IsProse(run) && !run.Parent!.IsHeading && !IsStructured(run)))
            {
                unwanted.Add(run);
            }
            else if (RunValue.IsProse(run) && ++prose == 2)
            {
                break;
            }
        }

        RemoveRuns(content, unwanted.Contains);
    }

    // What stands after the last sentence, and who wrote it.
    private static void TrimTail(ContentNode content, string? author)
    {
        var unwanted = new HashSet<ContentNode>();
        foreach (var run in content.Runs().Reverse())
        {
            bool isAuthor = author is { Length: > 4 } && run.Text.Length < MaxBiography && run.Text.StartsWith(author, StringComparison.OrdinalIgnoreCase);
            if (!isAuthor && RunValue.IsProse(run) && (run.Text.Length > 300 || !EndPattern().IsMatch(run.Text)))
            {
                break;
            }

            if (IsStructured(run))
            {
                break;
            }

            unwanted.Add(run);
        }

        RemoveRuns(content, unwanted.Contains);
    }

    private static void RemoveEmpty(ContentNode block)
    {
        foreach (var child in block.Children)
        {
            RemoveEmpty(child);
        }

        block.Remove(static child => !child.IsRun && child.Children.Count == 0 && child.Tag is not ("hr" or "td" or "th"));
    }

    private static bool IsStructured(ContentNode run) =>
        run.Text.Length > 0 && (run.Parent!.Tag is "li" or "td" or "th" or "pre" or "dd" or "dt" or "figcaption" or "blockquote"
            || run.IsWithin(static block => block.Tag is "pre" or "table" or "li" or "blockquote" or "figcaption"));

    private static string FirstText(ContentNode block) => block.Runs().FirstOrDefault()?.Text ?? "";

    internal static string Key(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private const RegexOptions Plain = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(
        @"^\W*((\d+ )?(comments?|responses|replies|kommentare|commentaires|comentarios)( \(\d+\)|: ?\d*)?|leave a (reply"
        + @"|comment)|join the (conversation|discussion)"
        + @"|related( (articles?|stories|posts?|content|news|links|topics|reading))?|(more|latest|top|other|popular"
        + @"|trending|recent)( (from|on|in|news|stories|posts|articles|for)( .{1,40})?)?"
        + @"|you (may|might) also (like|enjoy|be interested in)|recommended( (for you|reading|stories))?|read (more|next"
        + @"|also)|see also|further reading|most (read|popular|viewed)"
        + @"|share( this)?( (article|story|post|page|with your friends))?|about the authors?|tags?|topics|filed under"
        + @"|follow us|subscribe.{0,40}|sign up.{0,40}|newsletter"
        + @"|external links|references|notes|sources|footnotes|navigation|contents|mehr zum thema|lesen sie auch"
        + @"|das könnte sie auch interessieren|à lire aussi|sur le même sujet"
        + @"|le(a|er) también|te puede interesar|up next|what to read next|don't miss|in this (article|story)"
        + @"|table of contents|advertisement|(story |article )?highlights|key points)\W*$",
        Plain, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex SectionPattern();

    [GeneratedRegex(
        @"^\W*((\d+ )?(comments?|responses|replies|kommentare|commentaires|comentarios)\b|leave a (reply|comment)"
        + @"|join the (conversation|discussion))",
        Plain, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ReadersPattern();

    [GeneratedRegex(
        @"^\W*(advertisement|advertising|anzeige|werbung|publicité|publicidad"
        + @"|reklama?|hirdetés|реклама|pubblicità|publicidade|advertentie|ad|story continues below.{0,30}"
        + @"|continue reading.{0,60}|article continues below.{0,30}"
        + @"|scroll (down )?(to|for).{0,40}|share|tweet|pin|email|print|save|copy link|link copied.{0,20}|facebook|twitter"
        + @"|whatsapp|linkedin|reddit|flipboard|read more|show more|load more"
        + @"|view (more|all|gallery|comments?)|skip (to|past).{0,40}|close|loading.{0,5}|listen( to this article)?|play"
        + @"|image|photos?|video|caption|hide caption|toggle caption|enlarge.{0,20}"
        + @"|(\d+ )?comments?|reply|sign (in|up)|log ?in|subscribe( now)?|\[?edit\]?|getty images|reuters|ap)\W*$",
        Plain, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex NoisePattern();

    [GeneratedRegex(
        @"^\W*(read( more| also| next| this)?|see also|also read|also see|related|more( on| from)?|watch|listen"
        + @"|recommended|don't miss|lesen sie auch|mehr zum thema|lire aussi|[àa] lire|lea también|"
        + @"leia (também|mais)|lees ook|leggi anche|czytaj (też|także|również)|"
        + @"click here|sign up|subscribe|download|follow|join)\b", Plain, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex OtherStoryPattern();

    [GeneratedRegex(
        @"^\W*((by|von|par|por|di|door|written by|words by|text by|posted by|reporting by)\s+\p{L}.{1,100}"
        + @"|(first )?(published|updated|last (updated|modified)|posted|modified|date|veröffentlicht|publié)\b.{0,80}"
        + @"|\d+[ -]min(ute)?s?( read)?.{0,20}|(reading|read) time.{0,30}|(mon|tues|wednes|thurs|fri|satur|sun)day,? .{4,40}\d{4}.{0,40}"
        + @"|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(st|nd|rd|th)?,? \d{4}.{0,40}"
        + @"|\d{1,2}\.? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez)[\p{L}]*\.? \d{4}.{0,40}"
        + @"|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.{0,40})[^.!?]*$", Plain, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex BylinePattern();

    [GeneratedRegex(
        @"^\W*(©|\(c\)|copyright|all rights reserved|follow (us|me|him|her|them|@)|subscribe|sign up|click here"
        + @"|this (article|story|post) (was )?(originally|first) (appeared|published)"
        + @"|have (a|any) (tip|question|story|comment)|got a (tip|story)|contact (us|the author)|for more (news|stories"
        + @"|information)|read (more|next|also)|share this|tags:|filed under|posted (in|by|on)"
        + @"|related:|image (credit|source)|photo (credit|by)|featured image|your email address|thanks for reading"
        + @"|support (us|our)|like what you)",
        Plain, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex EndPattern();
}
