using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Finds what is new in a list of messages, whether a caller sends its whole history every time or only what came since.</summary>
/// <remarks>Threads: one at a time. 16 bytes a message.</remarks>
internal sealed class MessageLedger
{
    private readonly List<PageId> _known = [];

    /// <summary>Gives the messages that were not here before, and takes note of them.</summary>
    public IReadOnlyList<ChatMessage> TakeNew(IReadOnlyList<ChatMessage> messages)
    {
        PageId[] coming = [.. messages.Select(MarkOf)];
        int known = CountKnown(coming);
        _known.AddRange(coming.AsSpan(known));
        return [.. messages.Skip(known)];
    }

    /// <summary>Takes note of messages that a model gave: a caller sends them back with its history.</summary>
    public void Note(IEnumerable<ChatMessage> messages) => _known.AddRange(messages.Select(MarkOf));

    private int CountKnown(ReadOnlySpan<PageId> coming)
    {
        var known = CollectionsMarshal.AsSpan(_known);
        if (coming.StartsWith(known))
        {
            return known.Length;
        }

        // A caller that keeps only the newest messages: the end of what is known is the beginning of what comes.
        for (int overlap = Math.Min(known.Length, coming.Length); overlap > 0; overlap--)
        {
            if (known[^overlap..].SequenceEqual(coming[..overlap]))
            {
                return overlap == coming.Length ? 0 : overlap;
            }
        }

        // A caller that leaves answers out, or went back: new is what follows the common beginning.
        int common = known.CommonPrefixLength(coming);
        return common == coming.Length ? 0 : common;
    }

    // A page's id is the hash of all that can be kept of its messages.
    private static PageId MarkOf(ChatMessage message) =>
        Page.Create(new PageDraft { Messages = [MessageCleaner.Clean(message)] }, key: "", DateTimeOffset.UnixEpoch).Id;
}
