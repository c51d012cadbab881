namespace AiOs;

/// <summary>Lets turns go on whose records are durable: those that are under way before those that begin.</summary>
/// <remarks>
/// <para>
/// All of a commit's waiters could go on at once. With thousands of them each turn would come to a processor once a commit, after all others
/// had used its caches, and everything between two steps of all of them would be alive at every collection. So as few turns are taken at a
/// time as keep the processors busy while the disk writes: one begins when none that is under way can go on, and none while
/// <see cref="MaxWaiting"/> of those under way wait for the disk. That many are enough for any disk that commits in some milliseconds.
/// </para>
/// <para>
/// Nobody waits here for anything but the journal, whose writes end whether turns begin or not; a turn that waits for its model or a tool
/// holds no place. Whoever is let go on may block its thread, though it should not: before each, the pool is asked for another to take the
/// rest. So that none that begins waits for ever, each thirty-second to be let go on is one of them.
/// </para>
/// <para>Threads: any.</para>
/// </remarks>
/// <param name="request">Has <see cref="IThreadPoolWorkItem.Execute"/> called, on another thread.</param>
internal sealed class TurnQueue(Action<TurnQueue> request) : IThreadPoolWorkItem
{
    /// <summary>How many turns under way may wait for the disk before none begins.</summary>
    public const int MaxWaiting = 1_024;

    /// <summary>How many of those under way are let go on before one that begins.</summary>
    public const int BeginEvery = 32;

    private const int Slice = 64; // Then whatever else is queued to the pool has its turn.

    private readonly Lock _lock = new();
    private DurableWaitList _underWay;
    private DurableWaitList _beginning;
    private int _waiting; // Turns under way whose records are not durable yet, or that have not gone on since.
    private int _sinceBegun;
    private int _isRequested;

    /// <summary>Creates a queue that is worked on by the threads of the pool.</summary>
    public static TurnQueue OnThreadPool() => new(static queue => ThreadPool.UnsafeQueueUserWorkItem(queue, preferLocal: false));

    /// <summary>Counts a turn under way that waits from now on.</summary>
    public void Expect() => Interlocked.Increment(ref _waiting);

    /// <summary>Lets those go on who have waited.</summary>
    public void Add(DurableWaitList underWay, DurableWaitList beginning)
    {
        lock (_lock)
        {
            _underWay.Add(underWay);
            _beginning.Add(beginning);
        }

        Request();
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _isRequested, 0);
        for (int taken = 0; taken < Slice && Take(out bool isMore) is { } wait; taken++)
        {
            if (isMore)
            {
                Request();
            }

            wait.GoOn();
        }
    }

    private DurableWait? Take(out bool isMore)
    {
        lock (_lock)
        {
            DurableWait? wait = null;
            if (MayBegin() && (_underWay.IsEmpty || _sinceBegun >= BeginEvery))
            {
                _sinceBegun = 0;
                wait = _beginning.Take();
            }
            else if (!_underWay.IsEmpty)
            {
                _sinceBegun++;
                wait = _underWay.Take();
                Interlocked.Decrement(ref _waiting);
            }

            isMore = !_underWay.IsEmpty || MayBegin();
            return wait;
        }
    }

    private bool MayBegin() => !_beginning.IsEmpty && Volatile.Read(ref _waiting) < MaxWaiting;

    private void Request()
    {
        if (Volatile.Read(ref _isRequested) == 0 && Interlocked.Exchange(ref _isRequested, 1) == 0)
        {
            request(this);
        }
    }
}
