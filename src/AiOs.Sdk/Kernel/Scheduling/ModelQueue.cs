namespace AiOs;

/// <summary>Who calls one model now, and who waits for it.</summary>
internal sealed class ModelQueue(SchedulerOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private int _active;

    public ValueTask<IAdmission> AdmitAsync(int priority, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_active < options.MaxConcurrentCalls)
            {
                _active++;
                return ValueTask.FromResult<IAdmission>(new Admission(this));
            }

            waiter = new Waiter(priority, time.GetTimestamp());
            _waiting.AddLast(waiter);
        }

        return new ValueTask<IAdmission>(WaitAsync(waiter, cancellationToken));
    }

    private async Task<IAdmission> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.Register(() => Abandon(waiter, cancellationToken));
        await using (registration.ConfigureAwait(false))
        {
            return await waiter.Admitted.Task.ConfigureAwait(false);
        }
    }

    private void Abandon(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(waiter))
            {
                return; // Admitted just before.
            }
        }

        waiter.Admitted.TrySetCanceled(cancellationToken);
    }

    private void Release()
    {
        Waiter? next = null;
        lock (_lock)
        {
            next = FindNext();
            if (next is null)
            {
                _active--;
            }
            else
            {
                _waiting.Remove(next);
            }
        }

        next?.Admitted.TrySetResult(new Admission(this));
    }

    // Few wait at a time, and standings change with the clock, so the highest is looked for when a place is free.
    private Waiter? FindNext()
    {
        long now = time.GetTimestamp();
        Waiter? best = null;
        double bestStanding = double.NegativeInfinity;
        foreach (var waiter in _waiting)
        {
            double standing = waiter.Priority + (time.GetElapsedTime(waiter.Since, now) / options.AgeingInterval);
            if (standing > bestStanding)
            {
                (best, bestStanding) = (waiter, standing);
            }
        }

        return best;
    }

    /// <summary>A call that waits.</summary>
    private sealed class Waiter(int priority, long since)
    {
        public int Priority { get; } = priority;

        public long Since { get; } = since;

        public TaskCompletionSource<IAdmission> Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>One place among the calls of a model.</summary>
    private sealed class Admission(ModelQueue queue) : IAdmission
    {
        private ModelQueue? _queue = queue;

        public void Report(long tokens)
        {
            // This scheduler counts calls, not tokens.
        }

        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.Release();
    }
}
