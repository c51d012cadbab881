namespace AiOs;

/// <summary>Who calls one model now, and who waits for it.</summary>
internal sealed class ModelQueue : IDisposable
{
    private static readonly TimeSpan LongestHoldOff = TimeSpan.FromDays(1); // Then one call asks whether it holds still.

    private readonly Lock _lock = new();
    private readonly SchedulerOptions _options;
    private readonly ModelLimits _limits;
    private readonly TimeProvider _time;
    private readonly CallOrder _order;
    private readonly RateWindow _rate;
    private readonly ITimer _wake;
    private long _heldUntil = long.MinValue;
    private int _active;

    public ModelQueue(SchedulerOptions options, ModelLimits limits, TimeProvider time)
    {
        _options = options;
        _limits = limits;
        _time = time;
        _order = new CallOrder(options);
        _rate = new RateWindow(limits, time.TimestampFrequency);
        _wake = time.CreateTimer(
            static state => ((ModelQueue)state!).StartWaiting(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ValueTask<IAdmission> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Tokens > _limits.TokensPerMinute)
        {
            throw new ProcessException(
                request.Process,
                $"A request of up to {request.Tokens:N0} tokens came, but model '{request.Model}' is limited to "
                + $"{_limits.TokensPerMinute:N0} tokens a minute. Give the process a smaller window, or raise the limit.");
        }

        CallWaiter waiter;
        lock (_lock)
        {
            long ticks = _time.GetTimestamp();
            if (_order.Waiting == 0 && TryStart(request, ticks, out var admission))
            {
                _order.Pass(request, Seconds(ticks));
                return ValueTask.FromResult<IAdmission>(admission);
            }

            waiter = new CallWaiter(request, Seconds(ticks));
            _order.Add(waiter);
        }

        return new ValueTask<IAdmission>(WaitAsync(waiter, cancellationToken));
    }

    public (int Running, int Waiting) Count()
    {
        lock (_lock)
        {
            return (_active, _order.Waiting);
        }
    }

    public void Dispose() => _wake.Dispose();

    /// <summary>Tells whether an answer that streams should stop for others.</summary>
    internal bool HasWaiting()
    {
        lock (_lock)
        {
            return _order.Waiting > 0;
        }
    }

    internal void Correct(AdmissionRequest request, RateEntry? entry, long tokens)
    {
        lock (_lock)
        {
            _order.Correct(request, tokens);
            if (entry is not null)
            {
                _rate.Correct(entry, tokens);
            }
        }
    }

    internal void HoldOff(TimeSpan time)
    {
        lock (_lock)
        {
            time = time < LongestHoldOff ? time : LongestHoldOff;
            long until = _time.GetTimestamp() + (long)(time.TotalSeconds * _time.TimestampFrequency);
            _heldUntil = Math.Max(_heldUntil, until);
        }
    }

    internal void Release()
    {
        lock (_lock)
        {
            _active--;
        }

        StartWaiting();
    }

    private double Seconds(long ticks) => ticks / (double)_time.TimestampFrequency;

    // Under the lock. Where only time is missing, the queue wakes itself up.
    private bool TryStart(AdmissionRequest request, long ticks, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Admission? admission)
    {
        admission = null;
        if (_active >= _limits.MaxConcurrentCalls)
        {
            return false;
        }

        RateEntry? entry = null;
        long wait = _heldUntil > ticks ? _heldUntil - ticks : 0;
        if (wait == 0)
        {
            wait = _rate.TryTake(ticks, request.Tokens, out entry);
        }

        if (wait > 0)
        {
            _wake.Change(TimeSpan.FromSeconds(wait / (double)_time.TimestampFrequency) + TimeSpan.FromTicks(1), Timeout.InfiniteTimeSpan);
            return false;
        }

        _active++;
        admission = new Admission(this, request, entry, request.CanYield ? _options.Quantum : null, _time);
        return true;
    }

    private void StartWaiting()
    {
        while (true)
        {
            CallWaiter? next;
            Admission? admission;
            lock (_lock)
            {
                long ticks = _time.GetTimestamp();
                next = _order.Peek();
                if (next is null || !TryStart(next.Request, ticks, out admission))
                {
                    return;
                }

                _order.Take(next, Seconds(ticks));
            }

            next.Admitted.TrySetResult(admission);
        }
    }

    private async Task<IAdmission> WaitAsync(CallWaiter waiter, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(_ => GiveUp(waiter, cancellationToken), null);
        await using (registration.ConfigureAwait(false))
        {
            return await waiter.Admitted.Task.ConfigureAwait(false);
        }
    }

    private void GiveUp(CallWaiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (waiter.IsAdmitted)
            {
                return; // Just before.
            }

            _order.GiveUp(waiter);
        }

        waiter.Admitted.TrySetCanceled(cancellationToken);
        StartWaiting(); // It may have been first, and held up others that need less.
    }
}
