namespace AiOs;

/// <summary>Everybody of a kernel who waits for the journal. Those who wait for the same commit are woken by one continuation of its task.</summary>
/// <remarks>
/// A journal that commits in groups may give the same task to all of a group. Thousands of continuations of one task would be as many
/// work items of the pool, queued by the journal's own thread behind whatever else there is.
/// </remarks>
internal sealed class DurableWaits(TurnQueue turns)
{
    private const int MaxSpare = 4_096; // As many as usually wait together; each is about 100 bytes.

    private readonly Lock _lock = new();
    private readonly TurnQueue _turns = turns;
    private DurableWaitList _spare;
    private int _spareCount;
    private Commit? _open;

    /// <summary>Waits for a record, and for what was posted before it.</summary>
    /// <param name="written">Completes when the record is durable.</param>
    /// <param name="posted">Completes when everything is that was posted before.</param>
    /// <param name="isBeginning">Whether a turn begins by it: those that are under way go first.</param>
    public ValueTask WaitAsync(Task written, Task posted, bool isBeginning)
    {
        if (written.IsCompletedSuccessfully && posted.IsCompletedSuccessfully)
        {
            return default;
        }

        DurableWait wait;
        lock (_lock)
        {
            wait = _spareCount > 0 ? _spare.Take() : new DurableWait(this);
            _spareCount = Math.Max(0, _spareCount - 1);
        }

        var result = wait.Begin(written, posted, isBeginning);
        Register(wait);
        return result;
    }

    /// <summary>Has a wait told when its task has completed.</summary>
    public void Register(DurableWait wait)
    {
        if (!wait.IsBeginning)
        {
            _turns.Expect();
        }

        var task = wait.Pending;
        Commit? begun = null;
        lock (_lock)
        {
            if (!ReferenceEquals(_open?.Task, task))
            {
                begun = _open = new Commit(this, task);
            }

            _open!.Add(wait);
        }

        begun?.Await();
    }

    public void Return(DurableWait wait)
    {
        lock (_lock)
        {
            if (_spareCount < MaxSpare)
            {
                _spare.Add(wait);
                _spareCount++;
            }
        }
    }

    /// <summary>Those who wait for one task.</summary>
    private sealed class Commit(DurableWaits owner, Task task)
    {
        private DurableWaitList _underWay;
        private DurableWaitList _beginning;

        public Task Task => task;

        public void Add(DurableWait wait)
        {
            if (wait.IsBeginning)
            {
                _beginning.Add(wait);
            }
            else
            {
                _underWay.Add(wait);
            }
        }

        public void Await() => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Complete);

        private void Complete()
        {
            lock (owner._lock)
            {
                if (ReferenceEquals(owner._open, this))
                {
                    owner._open = null; // Whoever comes from now on begins another.
                }
            }

            owner._turns.Add(_underWay, _beginning);
        }
    }
}
