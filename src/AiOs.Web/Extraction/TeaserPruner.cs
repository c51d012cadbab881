namespace AiOs;

/// <summary>Takes out lists of teasers: blocks that open with a title that is a link, and go on with a sentence or two.</summary>
/// <remarks>Their sentences read like an article's. What tells them apart is that there are several, and that each leads elsewhere.</remarks>
internal static class TeaserPruner
{
    private const int MaxCharacters = 600; // Of a teaser: it is there to make people follow its link.
    private const int MinTitle = 12;
    private const int MinTeasers = 3; // One linked title with a sentence is how a page may mark up anything.
    private const double MaxShare = 0.4; // Of the page's prose: where teasers are most of it, they are what the page is.
    private const double MaxShareBeside = 0.65; // Beside a whole text: a column of them may be longer than it.
    private const double MaxShareOfArticle = 0.9; // Where the page says that it is one article.
    private const int WholeText = 1_000;
    private const int ShortText = 100;

    /// <summary>Takes them out, unless they are what the page is.</summary>
    /// <param name="tree">The page.</param>
    /// <param name="isArticle">Whether the page says that it is an article, and so no list.</param>
    public static void Prune(ContentTree tree, bool isArticle)
    {
        var teasers = new HashSet<ContentNode>();
        Find(tree.Root, teasers);
        int prose = teasers.Sum(static teaser => teaser.Prose);
        int beside = tree.Root.Prose - prose;
        double maxShare = isArticle && beside >= ShortText ? MaxShareOfArticle : beside >= WholeText ? MaxShareBeside : MaxShare;
        if (teasers.Count >= MinTeasers && prose < tree.Root.Prose * maxShare)
        {
            Remove(tree.Root, teasers);
        }
    }

    private static void Find(ContentNode block, HashSet<ContentNode> teasers)
    {
        foreach (var child in block.Children)
        {
            if (child.IsRun || child.Is(Hints.Body))
            {
                continue; // Within what the page calls its article, titles that are links are the article's.
            }

            if (IsTeaser(child))
            {
                teasers.Add(child);
            }
            else
            {
                Find(child, teasers);
            }
        }
    }

    private static bool IsTeaser(ContentNode block)
    {
        if (block.Prose == 0 || block.Characters > MaxCharacters || block.Tag is "p" or "blockquote" or "tr" or "table" or "tbody")
        {
            return false;
        }

        var title = block.Runs().FirstOrDefault(static run => run.Text.Length > 0);
        return title is not null && title.Text.Length >= MinTitle && title.LinkDensity > 0.9 && !RunValue.EndsSentence(title.Text)
            && block.Runs().Count(static run => run.Prose > 0) <= 3;
    }

    private static void Remove(ContentNode block, HashSet<ContentNode> teasers)
    {
        block.Remove(teasers.Contains);
        foreach (var child in block.Children)
        {
            Remove(child, teasers);
        }
    }
}
