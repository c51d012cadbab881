namespace AiOs;

/// <summary>Counts leases, and lets requests wait in order when all that fit are out.</summary>
internal sealed class LeaseDesk(ModelRouter router, int maxWaiting)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _queue = new();

    /// <summary>Takes a lease of the best model, now or when one is returned.</summary>
    public ValueTask<(ModelEntry Entry, string Reason)> TakeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiting waiting;
        lock (_lock)
        {
            if (router.Choose(request) is { } choice)
            {
                choice.Entry.Leases++;
                return ValueTask.FromResult(choice);
            }

            if (_queue.Count >= maxWaiting)
            {
                throw new ModelBusyException(
                    $"Every model that fits {ModelFit.Describe(request)} is lent out as often as it may be, and {_queue.Count} requests wait "
                    + "already. Return leases sooner, allow more at once, or raise MaxWaiting.");
            }

            waiting = new Waiting(request);
            _queue.AddLast(waiting);
        }

        return WaitAsync(waiting, cancellationToken);
    }

    /// <summary>Returns a lease; who waits for it longest gets it.</summary>
    public void Return(ModelEntry entry)
    {
        lock (_lock)
        {
            entry.Leases--;
            for (var node = _queue.First; node is not null; node = node.Next)
            {
                if (router.Choose(node.Value.Request) is not { } choice)
                {
                    continue; // It waits for another model.
                }

                _queue.Remove(node);
                choice.Entry.Leases++;
                node.Value.Completion.SetResult(choice); // Whoever leaves does so under the lock, so it is still there.
                return;
            }
        }
    }

    private async ValueTask<(ModelEntry Entry, string Reason)> WaitAsync(Waiting waiting, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (desk, leaving) = ((LeaseDesk, Waiting))state!;
                desk.Leave(leaving, token);
            },
            (this, waiting));
        return await waiting.Completion.Task.ConfigureAwait(false);
    }

    // Under the lock, so that a lease is never given to somebody who has left.
    private void Leave(Waiting waiting, CancellationToken token)
    {
        lock (_lock)
        {
            if (_queue.Remove(waiting))
            {
                waiting.Completion.SetCanceled(token);
            }
        }
    }

    private sealed class Waiting(ModelRequest request)
    {
        public ModelRequest Request { get; } = request;

        public TaskCompletionSource<(ModelEntry Entry, string Reason)> Completion { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
