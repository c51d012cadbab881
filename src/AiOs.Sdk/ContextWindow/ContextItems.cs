using System.Collections;

namespace AiOs;

/// <summary>The items of a region up to one moment, with their messages and sums: a view of storage that only grows.</summary>
/// <remarks>Taking a view copies nothing, so that a request costs the same with ten pages and with ten thousand.</remarks>
internal sealed class ContextItems : IReadOnlyList<ContextItem>
{
    private readonly ContextItem[] _items;
    private readonly ChatMessageList _messages;

    internal ContextItems(ContextItem[] items, int count, ChatMessageList messages, int tokens, SecurityLabel label)
    {
        _items = items;
        Count = count;
        _messages = messages;
        Tokens = tokens;
        Label = label;
    }

    public static ContextItems Empty { get; } = new([], 0, new ChatMessageList([], [], 0), 0, SecurityLabel.System);

    public int Count { get; }

    /// <summary>Gets what all items take.</summary>
    public int Tokens { get; }

    /// <summary>Gets the join of the labels of all items.</summary>
    public SecurityLabel Label { get; }

    /// <summary>Gets the messages of all items, in order.</summary>
    public ChatMessageList Messages => _messages;

    public ContextItem this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _items[index];
        }
    }

    public IEnumerator<ContextItem> GetEnumerator() => _items.Take(Count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
