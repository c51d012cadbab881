using AngleSharp.Dom;

namespace AiOs;

/// <summary>A block of a page, or a run of text and inline elements within one.</summary>
/// <remarks>All text is in runs, so that a paragraph is one thing whether or not its author wrote a p around it.</remarks>
internal sealed class ContentNode(string tag, IElement? element, Hints hints = Hints.None)
{
    public const string Run = "#run";

    /// <summary>Gets the element's name in lower case, or <see cref="Run"/>.</summary>
    public string Tag { get; } = tag;

    public IElement? Element { get; } = element;

    /// <summary>Tells whether the element says this about itself.</summary>
    public bool Is(Hints hint) => hints.HasFlag(hint);

    public ContentNode? Parent { get; private set; }

    public List<ContentNode> Children { get; } = [];

    /// <summary>Gets the DOM nodes of a run, in their order; null for blocks.</summary>
    public List<INode>? Inlines { get; init; }

    /// <summary>Gets or sets the text of a run with single spaces; empty for blocks.</summary>
    public string Text { get; set; } = "";

    /// <summary>Gets or sets the characters of all text inside; those of wide scripts count double.</summary>
    public int Characters { get; set; }

    public int LinkCharacters { get; set; }

    public int Links { get; set; }

    /// <summary>Gets or sets the characters of paragraphs that read like prose.</summary>
    public int Prose { get; set; }

    /// <summary>Gets or sets the sum of the values of its runs.</summary>
    public double Value { get; set; }

    /// <summary>Gets or sets a value indicating whether something can be typed in here.</summary>
    public bool HasField { get; set; }

    /// <summary>Gets or sets a value indicating whether there is a button in here.</summary>
    public bool HasButton { get; set; }

    /// <summary>Gets or sets a value indicating whether a line of its own in here leads to where people subscribe or log in.</summary>
    public bool HasDoor { get; set; }

    /// <summary>Takes over what a child asks for.</summary>
    public void Inherit(ContentNode child)
    {
        HasField |= child.HasField;
        HasButton |= child.HasButton;
        HasDoor |= child.HasDoor;
    }

    public bool IsRun => Inlines is not null;

    public bool IsHeading => Tag is ['h', >= '1' and <= '6'];

    public double LinkDensity => Characters == 0 ? 0 : (double)LinkCharacters / Characters;

    public void Add(ContentNode child)
    {
        child.Parent = this;
        Children.Add(child);
    }

    /// <summary>Takes children out and keeps the sums of all blocks around them right.</summary>
    public void Remove(Predicate<ContentNode> isUnwanted)
    {
        foreach (var child in Children)
        {
            if (isUnwanted(child))
            {
                for (var block = this; block is not null; block = block.Parent)
                {
                    block.Characters -= child.Characters;
                    block.LinkCharacters -= child.LinkCharacters;
                    block.Links -= child.Links;
                    block.Prose -= child.Prose;
                    block.Value -= child.Value;
                }

                child.Parent = null;
            }
        }

        Children.RemoveAll(static child => child.Parent is null);
    }

    public bool IsWithin(Predicate<ContentNode> isWanted)
    {
        for (var block = Parent; block is not null; block = block.Parent)
        {
            if (isWanted(block))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives the runs inside, in their order.</summary>
    public IEnumerable<ContentNode> Runs()
    {
        var open = new Stack<ContentNode>();
        open.Push(this);
        while (open.TryPop(out var node))
        {
            if (node.IsRun)
            {
                yield return node;
            }

            for (int i = node.Children.Count - 1; i >= 0; i--)
            {
                open.Push(node.Children[i]);
            }
        }
    }
}
