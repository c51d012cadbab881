namespace AiOs;

/// <summary>The changes that are committed together, and what tells their callers that they are.</summary>
internal sealed class JournalGroup(List<JournalWrite> writes)
{
    // Continuations must not run on the writer's thread: they would hold up the next commit.
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<JournalWrite> Writes { get; } = writes;

    public Task Task => _done.Task;

    public void Complete(Exception? error)
    {
        if (error is null)
        {
            _done.TrySetResult();
        }
        else
        {
            _done.TrySetException(error);
        }
    }
}
