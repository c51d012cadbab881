using System.Text;
using AngleSharp.Dom;

namespace AiOs;

/// <summary>A page's body as blocks and runs, without what never is content.</summary>
internal sealed class ContentTree
{
    private const double MinDoorDensity = 0.75; // Of links in a run that is as good as a button.
    private const int MaxDepth = 200; // Deeper elements are left out: pages are not so deep, and the stack is not endless.

    private static readonly HashSet<string> Dropped = new(StringComparer.Ordinal)
    {
        "script", "style", "noscript", "template", "iframe", "object", "embed", "nav", "svg", "canvas", "video", "audio", "menu", "dialog",
        "button", "input", "select", "textarea", "label", "link", "meta", "head", "map", "progress", "meter", "datalist", "frame", "frameset",
        "applet", "math", "optgroup", "option", "output", "slot", "param", "source", "track", "area", "rp", "rt",
    };

    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "ol", "p", "pre", "section", "summary",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption", "picture", "search",
    };

    private ContentTree(ContentNode root) => Root = root;

    public ContentNode Root { get; }

    /// <summary>Gets or sets the author that a byline within the body names.</summary>
    public string? Byline { get; set; }

    public static ContentTree Build(IElement? body)
    {
        var root = new ContentNode("body", body, body is null ? Hints.None : ContentHints.Of(body));
        if (body is not null)
        {
            LostLinks.Mend(body);
            Fill(root, body, 0);
        }

        return new ContentTree(root);
    }

    private static void Fill(ContentNode block, INode parent, int depth, bool isLink = false)
    {
        var inlines = new List<INode>();
        Collect(block, parent, inlines, depth, isLink);
        Close(block, inlines, isLink);
        foreach (var child in block.Children)
        {
            block.Characters += child.Characters;
            block.LinkCharacters += child.LinkCharacters;
            block.Links += child.Links;
            block.Prose += child.Prose;
            block.Value += child.Value;
            block.Inherit(child);
        }
    }

    private static void Collect(ContentNode block, INode parent, List<INode> inlines, int depth, bool isLink)
    {
        bool wasBreak = false;
        foreach (var node in parent.ChildNodes)
        {
            if (node is not IElement element)
            {
                if (node is IText text && (inlines.Count > 0 || !string.IsNullOrWhiteSpace(text.Data)))
                {
                    wasBreak &= string.IsNullOrWhiteSpace(text.Data);
                    inlines.Add(node);
                }

                continue;
            }

            string tag = element.LocalName;
            if (Dropped.Contains(tag) || depth >= MaxDepth)
            {
                block.HasField |= Asking.IsField(element);
                block.HasButton |= Asking.IsButton(element);
                continue;
            }

            var hints = ContentHints.Of(element);
            if (hints.HasFlag(Hints.Hidden))
            {
                continue;
            }

            if (tag == "br" && block.Tag != "pre")
            {
                if (wasBreak)
                {
                    Close(block, inlines, isLink); // Two breaks are what pages without p use for a paragraph.
                }

                wasBreak = !wasBreak;
                inlines.Add(node);
                continue;
            }

            wasBreak = false;
            if (Blocks.Contains(tag))
            {
                Close(block, inlines, isLink);
                var child = new ContentNode(tag, element, hints);
                block.Add(child);
                Fill(child, element, depth + 1, isLink);
            }
            else if (HasBlock(element, depth))
            {
                // An inline element around blocks is no more than a wrapper; a link makes links of all that is in it.
                bool isInLink = isLink || (tag == "a" && element.HasAttribute("href"));
                Close(block, inlines, isLink);
                Collect(block, element, inlines, depth + 1, isInLink);
                Close(block, inlines, isInLink);
            }
            else
            {
                inlines.Add(node);
            }
        }
    }

    private static bool HasBlock(IElement element, int depth)
    {
        if (depth >= MaxDepth)
        {
            return false;
        }

        foreach (var child in element.Children)
        {
            if (Blocks.Contains(child.LocalName) || HasBlock(child, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    private static void Close(ContentNode block, List<INode> inlines, bool isLink)
    {
        if (inlines.Count == 0)
        {
            return;
        }

        var run = new ContentNode(ContentNode.Run, null) { Inlines = [.. inlines] };
        inlines.Clear();
        var text = new StringBuilder();
        foreach (var node in run.Inlines)
        {
            Measure(run, node, text, isLink, 0);
        }

        run.HasDoor &= run.LinkDensity > MinDoorDensity; // Within a sentence such a link asks for nothing.
        block.Inherit(run); // Also where there is no text around it, and the run is left out.
        run.Links += isLink ? 1 : 0;
        run.Text = text.ToString().Trim();
        bool hasImage = run.Text.Length == 0 && run.Inlines.Exists(static node =>
            node is IElement element && (element.LocalName == "img" || element.QuerySelector("img") is not null));
        if (run.Text.Length == 0 && !hasImage)
        {
            return;
        }

        block.Add(run);
        RunValue.Set(run);
    }

    private static void Measure(ContentNode run, INode node, StringBuilder text, bool isLink, int depth)
    {
        if (node is IElement asking)
        {
            run.HasField |= Asking.IsField(asking);
            run.HasButton |= Asking.IsButton(asking);
        }

        if (node is IText data)
        {
            int added = Append(text, data.Data);
            run.Characters += added;
            run.LinkCharacters += isLink ? added : 0;
        }
        else if (node is IElement element && depth < MaxDepth && !Dropped.Contains(element.LocalName) && !ContentHints.Of(element).HasFlag(Hints.Hidden))
        {
            if (element.LocalName is "br")
            {
                Append(text, " ");
            }

            bool isAnchor = element.LocalName == "a" && element.HasAttribute("href");
            run.Links += isAnchor ? 1 : 0;
            run.HasDoor |= isAnchor && Asking.IsDoor(element);
            foreach (var child in element.ChildNodes)
            {
                Measure(run, child, text, isLink || (isAnchor && !IsInPage(element)), depth + 1);
            }
        }
    }

    // A footnote's mark leads nowhere else, and says nothing about the block being a menu.
    private static bool IsInPage(IElement anchor) => anchor.GetAttribute("href") is ['#', _, ..];

    // Joins runs of white space, as a browser does, and counts what it adds.
    private static int Append(StringBuilder text, string data)
    {
        int added = 0;
        foreach (char c in data)
        {
            if (char.IsWhiteSpace(c) || c is '\u200B' or '\uFEFF')
            {
                if (text.Length > 0 && text[^1] != ' ')
                {
                    text.Append(' ');
                    added++;
                }
            }
            else
            {
                text.Append(c);
                added += c >= '\u2E80' ? 2 : 1; // A character of a wide script says as much as two letters and more.
            }
        }

        return added;
    }

    internal static bool IsDropped(IElement element) => Dropped.Contains(element.LocalName);
}
