namespace AiOs;

/// <summary>Finds the smallest block that holds the article.</summary>
internal static class ContentSelector
{
    private const double DescentShare = 0.88; // A child with so much of the value is the article; the rest is around it.
    private const int MinTitledProse = 300; // Characters: an article that only shows its title and a sentence is a teaser of itself.
    private const double BodyShare = 0.5; // What a page marks as its article must hold so much of the value to be believed.

    /// <summary>Finds the block.</summary>
    /// <param name="tree">The page.</param>
    /// <param name="title">The page's title: of several articles the one that it heads is what the page is about.</param>
    public static ContentNode Select(ContentTree tree, string title)
    {
        var root = tree.Root;
        var best = Best(root);
        if (MarkedBody(root) is { } marked && marked.Value >= best.Value * BodyShare)
        {
            return marked;
        }

        while (best.Children.MaxBy(static child => child.Value) is { IsRun: false } inner
            && inner.Value >= best.Value * DescentShare && inner.Tag is not ("p" or "li" or "blockquote" or "pre")
            && (inner.Tag != "td" || inner.Children.Count > 1))
        {
            best = inner;
        }

        return TitledArticle(best, ContentCleaner.Key(title)) ?? LargestArticle(best) ?? best;
    }

    // The greatest sum; of equal ones the innermost, which has the least around it.
    private static ContentNode Best(ContentNode root)
    {
        var best = root;
        var open = new Stack<ContentNode>();
        open.Push(root);
        while (open.TryPop(out var block))
        {
            if (block.Value > best.Value || (block.Value == best.Value && block.IsWithin(around => around == best)))
            {
                best = block;
            }

            foreach (var child in block.Children)
            {
                if (!child.IsRun && child.Tag is not ("p" or "li"))
                {
                    open.Push(child);
                }
            }
        }

        return best;
    }

    // The element that the page says is the body. Of several in a row the block around them, when it is theirs alone.
    private static ContentNode? MarkedBody(ContentNode root)
    {
        var marked = new List<ContentNode>();
        FindMarked(root, marked);
        marked.RemoveAll(static block => block.Value <= 0);
        if (marked.Count == 0)
        {
            return null;
        }

        var first = marked.MaxBy(static block => block.Value)!;
        double sum = marked.Sum(static block => block.Value);
        if (first.Value >= sum * DescentShare)
        {
            return first;
        }

        return marked.TrueForAll(block => block.Parent == first.Parent) ? first.Parent : null;
    }

    private static void FindMarked(ContentNode block, List<ContentNode> marked)
    {
        foreach (var child in block.Children)
        {
            if (!child.IsRun && child.Is(Hints.Body))
            {
                marked.Add(child);
            }
            else if (!child.IsRun)
            {
                FindMarked(child, marked);
            }
        }
    }

    // Below the story of the page there may be others as long. A list of stories has the title of none.
    private static ContentNode? TitledArticle(ContentNode block, string key)
    {
        var articles = new List<ContentNode>();
        FindArticles(block, articles);
        if (key.Length == 0 || articles.Count < 2)
        {
            return null;
        }

        var titled = articles.FindAll(article => article.Prose >= MinTitledProse
            && article.Runs().Any(run => run.Parent!.IsHeading && ContentCleaner.Key(run.Text) == key));
        return titled.Count == 1 ? titled[0] : null;
    }

    // Endless pages put the next story below the first; a page with one story has one article with nearly all of the value.
    private static ContentNode? LargestArticle(ContentNode block)
    {
        var articles = new List<ContentNode>();
        FindArticles(block, articles);
        var largest = articles.MaxBy(static article => article.Value);
        return largest is not null && largest.Value >= block.Value * 0.6 ? largest : null;
    }

    private static void FindArticles(ContentNode block, List<ContentNode> articles)
    {
        foreach (var child in block.Children)
        {
            if (child.Tag == "article")
            {
                articles.Add(child);
            }
            else if (!child.IsRun)
            {
                FindArticles(child, articles);
            }
        }
    }
}
