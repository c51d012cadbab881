using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>What a page is made from. Immutable; the messages are copied into the page's record when it is appended.</summary>
public sealed record PageDraft
{
    /// <summary>Gets the messages, in order: one or more. For a tool exchange, the call's message and all results.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets what the page holds. By default one message.</summary>
    public PageKind Kind { get; init; }

    /// <summary>Gets when it was said or written; null for the time of the append.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Gets where it came from, for people to read, such as <c>docs/Pager.md#12</c>. At most 1,024 characters.</summary>
    public string Source { get; init; } = "";

    /// <summary>
    /// Gets a name that makes the append idempotent: the same content, source, time and key is the same page. Null for a
    /// name of the address space's own choosing, so that two equal messages are two pages. At most 1,024 characters.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>Gets the label. By default the user's.</summary>
    public SecurityLabel Label { get; init; } = SecurityLabel.User;

    /// <summary>Gets a value indicating whether the page is pinned: rendered in every request, never evicted.</summary>
    public bool IsPinned { get; init; }

    /// <summary>Gets the pages that this one digests; empty unless <see cref="Kind"/> is a summary.</summary>
    public IReadOnlyList<PageId> Covers { get; init; } = [];

    /// <summary>
    /// Gets the same list as <see cref="Messages"/> where its maker gives the messages away: they hold no lone surrogate, nobody else has
    /// them or anything of theirs that can be changed, and nobody will. Null elsewhere, and of no effect beside another list.
    /// </summary>
    internal IReadOnlyList<ChatMessage>? GivenAway { get; init; }
}
