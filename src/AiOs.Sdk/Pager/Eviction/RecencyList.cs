namespace AiOs;

/// <summary>Page ids in the order of their last use. Every operation takes constant time.</summary>
internal sealed class RecencyList
{
    private readonly Dictionary<PageId, LinkedListNode<(PageId Id, long Time)>> _nodes = [];
    private readonly LinkedList<(PageId Id, long Time)> _order = new();
    private long _time;

    public int Count => _nodes.Count;

    /// <summary>Gets the page used longest ago; there must be one.</summary>
    public PageId Oldest => _order.First!.Value.Id;

    public bool Contains(PageId id) => _nodes.ContainsKey(id);

    /// <summary>Gets when a page was last used, counted in uses of this list; 0 for one that is not in it.</summary>
    public long TimeOf(PageId id) => _nodes.TryGetValue(id, out var node) ? node.Value.Time : 0;

    /// <summary>Makes a page the one used last, adding it where it is new.</summary>
    public void Touch(PageId id)
    {
        Remove(id);
        _nodes[id] = _order.AddLast((id, ++_time));
    }

    public bool Remove(PageId id)
    {
        if (!_nodes.Remove(id, out var node))
        {
            return false;
        }

        _order.Remove(node);
        return true;
    }

    /// <summary>Drops the pages used longest ago until no more than a number are left.</summary>
    public void TrimTo(int count)
    {
        while (_nodes.Count > count)
        {
            Remove(Oldest);
        }
    }
}
