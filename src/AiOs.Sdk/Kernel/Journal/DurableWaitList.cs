namespace AiOs;

/// <summary>Waits in the order in which they came, chained by themselves: a list is given away whole, whatever its length.</summary>
internal struct DurableWaitList
{
    private DurableWait? _first;
    private DurableWait? _last;

    public readonly bool IsEmpty => _first is null;

    public void Add(DurableWait wait)
    {
        wait.Next = null;
        if (_last is null)
        {
            _first = wait;
        }
        else
        {
            _last.Next = wait;
        }

        _last = wait;
    }

    public void Add(DurableWaitList list)
    {
        if (list._first is null)
        {
            return;
        }

        if (_last is null)
        {
            _first = list._first;
        }
        else
        {
            _last.Next = list._first;
        }

        _last = list._last;
    }

    /// <summary>Takes the first. The list must not be empty.</summary>
    public DurableWait Take()
    {
        var first = _first!;
        _first = first.Next;
        first.Next = null;
        if (_first is null)
        {
            _last = null;
        }

        return first;
    }
}
