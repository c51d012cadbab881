namespace AiOs;

/// <summary>Ends a turn when its time is over. That stands still while the process is held back; its life goes on.</summary>
/// <remarks>Threads: one at a time, as the turn goes on.</remarks>
internal sealed class TurnLimit(ProcessBudget budget, DateTimeOffset born, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1.0); // That a timer can wait: 49 days.

    private readonly CancellationTokenSource _source = new(Timeout.InfiniteTimeSpan, time);
    private TimeSpan _left = budget.TurnTime;
    private long _started;

    public CancellationToken Token => _source.Token;

    /// <summary>Lets the turn's time pass, from the beginning or from where it was paused.</summary>
    public void Start()
    {
        _started = time.GetTimestamp();
        var life = LifeLeft();
        Set(life < _left ? life : _left);
    }

    /// <summary>Keeps the turn's time.</summary>
    public void Pause()
    {
        _left -= time.GetElapsedTime(_started);
        Set(LifeLeft());
    }

    public void Dispose() => _source.Dispose();

    private TimeSpan LifeLeft() => budget.LifeTime == TimeSpan.MaxValue ? TimeSpan.MaxValue : born + budget.LifeTime - time.GetUtcNow();

    private void Set(TimeSpan left) => _source.CancelAfter(
        left > Longest ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero);
}
