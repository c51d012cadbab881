using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A page as it stands in a window: its messages as rendered, and what they take. Immutable.</summary>
/// <remarks>Made once when the page becomes resident, and kept while it is, so that a request costs no rendering again.</remarks>
public sealed class ContextItem
{
    /// <summary>Creates an item.</summary>
    /// <param name="page">The page.</param>
    /// <param name="isRecalled">Whether it was evicted before and is back.</param>
    /// <param name="messages">Its messages as rendered; must not be changed afterwards.</param>
    /// <param name="tokens">What they take, message overhead included.</param>
    public ContextItem(Page page, bool isRecalled, IReadOnlyList<ChatMessage> messages, int tokens)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        Page = page;
        IsRecalled = isRecalled;
        Messages = messages;
        Tokens = tokens;
    }

    /// <summary>Gets the page.</summary>
    public Page Page { get; }

    /// <summary>Gets a value indicating whether it was evicted before and is back.</summary>
    public bool IsRecalled { get; }

    /// <summary>Gets the newer page that the messages name as superseding this one; null for none.</summary>
    public PageId? SupersededBy { get; init; }

    /// <summary>Gets its messages as rendered.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>Gets what the messages take.</summary>
    public int Tokens { get; }
}
