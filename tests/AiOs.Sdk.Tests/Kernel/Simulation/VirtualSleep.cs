namespace AiOs;

/// <summary>Sleepers in virtual time. The clock jumps to whoever is due next, and wakes that one alone.</summary>
internal sealed class VirtualSleep(ManualTimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, (DateTimeOffset Due, long Number)> _sleepers = new();
    private long _number;

    /// <summary>Gets how many began to sleep so far: what stays the same while nothing happens.</summary>
    public long Begun => Interlocked.Read(ref _number);

    public async Task SleepAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var sleeper = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _sleepers.Enqueue(sleeper, (time.GetUtcNow() + length, ++_number));
        }

        await using (cancellationToken.UnsafeRegister(_ => sleeper.TrySetCanceled(cancellationToken), null))
        {
            await sleeper.Task;
        }
    }

    /// <summary>Lets time pass until the next sleeper wakes.</summary>
    /// <returns>False where nobody sleeps.</returns>
    public bool WakeNext()
    {
        while (true)
        {
            TaskCompletionSource? sleeper;
            (DateTimeOffset Due, long Number) place;
            lock (_lock)
            {
                if (!_sleepers.TryDequeue(out sleeper, out place))
                {
                    return false;
                }
            }

            if (!sleeper.Task.IsCompleted)
            {
                var ahead = place.Due - time.GetUtcNow();
                time.Advance(ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero);
                if (sleeper.TrySetResult())
                {
                    return true;
                }
            }
        }
    }
}
