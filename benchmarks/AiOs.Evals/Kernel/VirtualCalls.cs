namespace AiOs;

/// <summary>Calls that take virtual time, and a clock that jumps from the end of one to the end of the next.</summary>
/// <remarks>The clock moves only when everything that can happen at this moment has happened, so that a run depends on its seed alone.</remarks>
internal sealed class VirtualCalls(ManualTimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, (TimeSpan Due, long Number)> _calls = new();
    private readonly DateTimeOffset _start = time.GetUtcNow();
    private long _number;

    public TimeSpan Now => time.GetUtcNow() - _start;

    public int Running
    {
        get
        {
            lock (_lock)
            {
                return _calls.Count;
            }
        }
    }

    public Task CallAsync(TimeSpan latency)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _calls.Enqueue(done, (Now + latency, ++_number));
        }

        return done.Task;
    }

    /// <summary>Lets time pass until nothing runs any more.</summary>
    /// <param name="isQuiet">Tells whether everything that can happen now has happened.</param>
    public async Task RunAsync(Func<bool> isQuiet)
    {
        while (true)
        {
            while (!isQuiet())
            {
                await Task.Yield();
            }

            TaskCompletionSource? next;
            lock (_lock)
            {
                if (!_calls.TryDequeue(out next, out var due))
                {
                    return;
                }

                time.Advance(due.Due - Now);
            }

            next.SetResult();
        }
    }
}
