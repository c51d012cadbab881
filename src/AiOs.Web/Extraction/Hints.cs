namespace AiOs;

/// <summary>What the names and attributes of an element say about it.</summary>
[Flags]
internal enum Hints
{
    None = 0,

    /// <summary>A browser would not show it.</summary>
    Hidden = 1,

    /// <summary>What readers wrote.</summary>
    Comment = 2,

    /// <summary>What belongs to the site and not to the article.</summary>
    Boilerplate = 4,

    /// <summary>The page says that this is the body of its article.</summary>
    Body = 8,

    /// <summary>Who wrote it.</summary>
    Byline = 16,

    /// <summary>Boilerplate that often has more to say than a short article: footers, consent to cookies.</summary>
    Frame = 32,
}
