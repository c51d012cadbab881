using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Conveniences over an address space.</summary>
public static class AddressSpaceExtensions
{
    /// <summary>Remembers a text as one page.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="text">The text; not empty.</param>
    /// <param name="source">Where it came from, for people to read. At most 1,024 characters.</param>
    /// <param name="time">When it was said or written; null for now.</param>
    /// <param name="isPinned">Whether it stands in every request from now on, as instructions and preferences should.</param>
    /// <param name="label">Its label; null for the user's own words.</param>
    /// <param name="cancellationToken">Cancels the append.</param>
    /// <returns>The page's id.</returns>
    public static async ValueTask<PageId> RememberAsync(
        this IAddressSpace memory,
        string text,
        string source = "",
        DateTimeOffset? time = null,
        bool isPinned = false,
        SecurityLabel? label = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentException.ThrowIfNullOrEmpty(text);
        var draft = new PageDraft
        {
            Messages = [new ChatMessage(ChatRole.User, text)],
            Kind = PageKind.Document,
            Source = source,
            Time = time,
            IsPinned = isPinned,
            Label = label ?? SecurityLabel.User,
        };
        var ids = await memory.AppendAsync([draft], cancellationToken).ConfigureAwait(false);
        return ids[0];
    }

    /// <summary>Finds pages by words and brings them back into the window.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="query">The question or words.</param>
    /// <param name="limit">The most pages. 1 to 1,000, by default 10.</param>
    /// <param name="cancellationToken">Cancels the fault.</param>
    /// <returns>What was brought in, what was resident already, and what did not fit.</returns>
    public static ValueTask<FaultResult> RecallAsync(
        this IAddressSpace memory, string query, int limit = 10, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return memory.FaultAsync(
            new FaultRequest { Query = new RecallQuery { Text = query, Limit = limit } }, cancellationToken);
    }
}
