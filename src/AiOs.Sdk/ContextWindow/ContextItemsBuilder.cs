using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Grows a region item by item and gives views of it. Threads: one at a time; views may be read by any.</summary>
internal sealed class ContextItemsBuilder
{
    private ContextItem[] _items = [];
    private ChatMessage[] _messages = [];
    private int _messageCount;
    private SecurityLabel _label = SecurityLabel.System;
    private ContextItems? _view; // Of what has not changed since, there is one view.

    public int Count { get; private set; }

    public int Tokens { get; private set; }

    public ContextItem this[int index] => _items[index];

    public void Add(ContextItem item)
    {
        // What a view shows is never written again: growing moves to a new array and leaves the old one to its views.
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(16, Count * 2));
        }

        _view = null;
        _items[Count++] = item;
        Tokens = MessageMeter.Sum(Tokens, item.Tokens);
        _label = _label.Join(item.Page.Label);
        for (int i = 0; i < item.Messages.Count; i++)
        {
            if (_messageCount == _messages.Length)
            {
                Array.Resize(ref _messages, Math.Max(16, _messageCount * 2));
            }

            _messages[_messageCount++] = item.Messages[i];
        }
    }

    public ContextItems ToView() => _view ??= Count == 0
        ? ContextItems.Empty
        : new ContextItems(_items, Count, new ChatMessageList([], _messages, _messageCount), Tokens, _label);
}
