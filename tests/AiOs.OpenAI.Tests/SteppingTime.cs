namespace AiOs;

/// <summary>A clock on which every short wait is over at once, and noted; timeouts never come.</summary>
internal sealed class SteppingTime : TimeProvider
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime > LongestWait)
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Waits.Add(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
