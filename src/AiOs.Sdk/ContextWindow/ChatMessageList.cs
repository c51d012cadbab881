using System.Collections;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Messages that stand one after the other: a head of its own, then the first part of a shared array.</summary>
internal sealed class ChatMessageList : IReadOnlyList<ChatMessage>
{
    private readonly ChatMessage[] _head;
    private readonly ChatMessage[] _tail;
    private readonly int _tailCount;

    internal ChatMessageList(ChatMessage[] head, ChatMessage[] tail, int tailCount)
    {
        _head = head;
        _tail = tail;
        _tailCount = tailCount;
    }

    public int Count => _head.Length + _tailCount;

    public ChatMessage this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return index < _head.Length ? _head[index] : _tail[index - _head.Length];
        }
    }

    /// <summary>Gives the same messages behind others.</summary>
    /// <param name="head">What comes first; must not be changed afterwards.</param>
    public ChatMessageList After(ChatMessage[] head) => new([.. head, .. _head], _tail, _tailCount);

    public IEnumerator<ChatMessage> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
