namespace AiOs;

/// <summary>A clock that moves only when it is told to, timers included: time for tests and simulations.</summary>
/// <remarks>
/// <para>Timers fire inside <see cref="Advance"/>, in the order of their due times, on the calling thread.</para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now;
    private long _ticks;

    /// <summary>Creates a clock.</summary>
    /// <param name="start">What it shows at first; null for 1 January 2030, noon UTC.</param>
    public ManualTimeProvider(DateTimeOffset? start = null) =>
        _now = start ?? new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _ticks;
        }
    }

    /// <summary>Moves the clock, firing every timer that becomes due on the way.</summary>
    /// <param name="time">How far; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative time.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        long target;
        lock (_lock)
        {
            target = _ticks + time.Ticks;
        }

        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }

        MoveTo(target);
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Schedule(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            timer.Period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.DueTicks = _ticks + dueTime.Ticks;
                _timers.Add(timer);
            }
        }
    }

    internal void Remove(ManualTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }

    private ManualTimer? TakeDue(long target)
    {
        lock (_lock)
        {
            // The first of those that are due earliest: insertion order breaks ties, as it would on a real clock.
            var timer = _timers.Where(t => t.DueTicks <= target).MinBy(t => t.DueTicks);
            if (timer is null)
            {
                return null;
            }

            Set(Math.Max(_ticks, timer.DueTicks));
            _timers.Remove(timer);
            if (timer.Period > TimeSpan.Zero)
            {
                timer.DueTicks += timer.Period.Ticks;
                _timers.Add(timer);
            }

            return timer;
        }
    }

    private void MoveTo(long target)
    {
        lock (_lock)
        {
            Set(Math.Max(_ticks, target));
        }
    }

    private void Set(long ticks)
    {
        _now += TimeSpan.FromTicks(ticks - _ticks);
        _ticks = ticks;
    }
}
