namespace AiOs;

/// <summary>Lets one in at a time, strictly in the order in which they asked. Costs nothing where nobody waits.</summary>
internal sealed class FifoGate
{
    private readonly Lock _lock = new();
    private Queue<TaskCompletionSource>? _waiting;
    private bool _isTaken;

    /// <summary>Takes a place: null when the gate is the caller's at once, or what completes when it is.</summary>
    public TaskCompletionSource? Enter()
    {
        lock (_lock)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return null;
            }

            var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waiting ??= new Queue<TaskCompletionSource>()).Enqueue(place);
            return place;
        }
    }

    /// <summary>Waits at a place. When the wait is given up, the place is passed over.</summary>
    public static async ValueTask WaitAsync(TaskCompletionSource? place, CancellationToken cancellationToken)
    {
        if (place is null)
        {
            return;
        }

        var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), place);
        await using (registration.ConfigureAwait(false))
        {
            await place.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Lets the next in.</summary>
    public void Leave()
    {
        while (true)
        {
            TaskCompletionSource? next = null;
            lock (_lock)
            {
                if (_waiting is null || !_waiting.TryDequeue(out next))
                {
                    _isTaken = false;
                    return;
                }
            }

            if (next.TrySetResult())
            {
                return;
            }
        }
    }
}
