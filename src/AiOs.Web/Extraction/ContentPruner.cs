namespace AiOs;

/// <summary>Takes out what names itself as no content, unless most of the page is in it.</summary>
internal static class ContentPruner
{
    private const double MaxShare = 0.3; // Of the page's prose: what holds more is the page, whatever it is called.
    private const double MaxFrameShare = 0.75; // A footer says more than a short article, and is none.
    private const double MaxCommentShare = 0.85; // Readers write more than authors.

    public static void Prune(ContentTree tree)
    {
        FindByline(tree, tree.Root);
        Prune(tree.Root, Math.Max(tree.Root.Prose, 1));
    }

    private static void Prune(ContentNode block, int total)
    {
        block.Remove(child => !child.IsRun && IsUnwanted(child, total));
        foreach (var child in block.Children)
        {
            if (!child.IsRun)
            {
                Prune(child, total);
            }
        }
    }

    private static bool IsUnwanted(ContentNode block, int total)
    {
        double share = (double)block.Prose / total;
        double maxShare = block.Is(Hints.Frame) ? MaxFrameShare : MaxShare;
        if (block.Is(Hints.Body) && block.Prose > 0)
        {
            return false;
        }

        return block.Tag switch
        {
            "body" or "main" or "html" or "pre" or "tr" or "td" or "tbody" => false,
            "footer" => share < maxShare && !block.IsWithin(static around => around.Tag is "blockquote"),
            "aside" or "form" or "fieldset" => share < MaxShare,
            _ => (share < maxShare && (block.Is(Hints.Boilerplate) || Asking.IsBox(block)))
                || (share < MaxFrameShare && Asking.IsConsent(block) && !HoldsTheStory(block))
                || (share < MaxCommentShare && block.Is(Hints.Comment) && !HoldsTheStory(block)),
        };
    }

    private static bool HoldsTheStory(ContentNode block) =>
        block.Children.Exists(static child => child.Tag is "h1" || child.Is(Hints.Body)
            || (!child.IsRun && child.Tag is not "li" && HoldsTheStory(child)));

    private static void FindByline(ContentTree tree, ContentNode block)
    {
        foreach (var child in block.Children)
        {
            if (tree.Byline is not null)
            {
                return;
            }

            if (!child.IsRun && child.Characters is > 2 and < 120 && child.Is(Hints.Byline)
                && !child.IsWithin(static around => around.Is(Hints.Comment)))
            {
                tree.Byline = MetadataReader.PersonOf(child.Runs().FirstOrDefault()?.Text);
            }
            else
            {
                FindByline(tree, child);
            }
        }
    }
}
