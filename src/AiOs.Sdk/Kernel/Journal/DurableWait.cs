using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace AiOs;

/// <summary>One wait for a record to be durable. Used again when its result was taken.</summary>
internal sealed class DurableWait(DurableWaits owner) : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core; // Continues where it is completed: on the turn queue, which is there for it.
    private Task _written = Task.CompletedTask;
    private Task _posted = Task.CompletedTask;

    /// <summary>Gets or sets what stands behind it in its list.</summary>
    public DurableWait? Next { get; set; }

    /// <summary>Gets a value indicating whether a turn begins by it, rather than goes on.</summary>
    public bool IsBeginning { get; private set; }

    /// <summary>Gets the task to wait for now: what was posted before is done before, nearly always.</summary>
    public Task Pending => _written.IsCompleted ? _posted : _written;

    public ValueTask Begin(Task written, Task posted, bool isBeginning)
    {
        (_written, _posted, IsBeginning) = (written, posted, isBeginning);
        return new ValueTask(this, _core.Version);
    }

    /// <summary>Lets whoever waits go on, here and now, unless something is to be waited for still.</summary>
    public void GoOn()
    {
        if (Pending.IsCompleted)
        {
            _core.SetResult(true);
        }
        else
        {
            owner.Register(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    public void GetResult(short token)
    {
        _core.GetResult(token);
        var (written, posted) = (_written, _posted);
        _core.Reset();
        (_written, _posted) = (Task.CompletedTask, Task.CompletedTask);
        owner.Return(this);
        ThrowIfFailed(posted);
        ThrowIfFailed(written);
    }

    private static void ThrowIfFailed(Task completed)
    {
        if (!completed.IsCompletedSuccessfully)
        {
            ExceptionDispatchInfo.Throw(completed.Exception?.InnerException ?? new TaskCanceledException(completed));
        }
    }
}
