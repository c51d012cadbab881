namespace AiOs;

/// <summary>The calls of one process that wait for one model, oldest first, and what the process had of the model.</summary>
internal sealed class CallFlow
{
    private readonly Queue<CallWaiter> _waiting = new();

    /// <summary>Gets or sets where in virtual time the process's last call ends.</summary>
    public double Finish { get; set; }

    /// <summary>Gets or sets when its last call was admitted, in seconds of the clock.</summary>
    public double LastAdmitted { get; set; } = double.NegativeInfinity;

    /// <summary>Gets or sets the number of that admission, which tells apart what the clock does not.</summary>
    public long LastNumber { get; set; }

    /// <summary>Gets or sets which of its entries in the order counts: the last that was made.</summary>
    public int Version { get; set; }

    /// <summary>Gets the call that is next; null where none waits.</summary>
    public CallWaiter? Head
    {
        get
        {
            while (_waiting.TryPeek(out var head))
            {
                if (!head.IsGivenUp)
                {
                    return head;
                }

                _waiting.Dequeue();
            }

            return null;
        }
    }

    public void Add(CallWaiter waiter) => _waiting.Enqueue(waiter);

    public void RemoveHead() => _waiting.Dequeue();
}
