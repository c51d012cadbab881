namespace AiOs;

/// <summary>A change that waits for the writer: an append, or an erasure.</summary>
internal sealed class PageWriteRequest(CancellationToken cancellationToken)
{
    // The caller's continuation must not run on the writer's thread: it would hold up every other append.
    private readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public string Space { get; init; } = "";

    public IReadOnlyList<PageLogEntry> Entries { get; init; } = [];

    public IReadOnlyCollection<PageId>? Erased { get; init; }

    public Task<int> Task => _done.Task;

    public int Result { get; set; }

    public Exception? Refusal { get; set; }

    public void Complete()
    {
        switch (Refusal)
        {
            case null:
                _done.TrySetResult(Result);
                break;
            case OperationCanceledException:
                _done.TrySetCanceled(CancellationToken);
                break;
            default:
                _done.TrySetException(Refusal);
                break;
        }
    }

    public void Fail(Exception error) => _done.TrySetException(error);
}
