namespace AiOs;

/// <summary>A question, its answer, and the calls that wait for it.</summary>
internal sealed class ApprovalEntry(PendingApproval question)
{
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isRefused;
    private int _uses;
    private int _calls;

    public PendingApproval Question { get; } = question;

    /// <summary>Gets what completes with the answer.</summary>
    public Task<bool> Answer => _answer.Task;

    /// <summary>Gets a value indicating whether a call waits for the answer, or is about to use it.</summary>
    public bool HasCalls => Volatile.Read(ref _calls) > 0;

    /// <summary>Answers it, where nobody has.</summary>
    public bool TryAnswer(bool isApproved)
    {
        bool isFirst = _answer.TrySetResult(isApproved);
        if (isFirst && !isApproved)
        {
            Volatile.Write(ref _isRefused, true);
        }

        return isFirst;
    }

    /// <summary>Takes the answer for a call; only the first time is it to be had.</summary>
    public bool TryUse() => Interlocked.Increment(ref _uses) == 1;

    /// <summary>Tells whether somebody may still answer it.</summary>
    public bool IsWaiting(DateTimeOffset now) => !Answer.IsCompleted && Question.ExpiresAt > now;

    /// <summary>Tells whether it can no longer let a call pass: it is refused, used or expired.</summary>
    public bool IsSpent(DateTimeOffset now) => Question.ExpiresAt <= now || Volatile.Read(ref _isRefused) || Volatile.Read(ref _uses) > 0;

    /// <summary>Notes that a call waits.</summary>
    public void Enter() => Interlocked.Increment(ref _calls);

    /// <summary>Notes that a call waits no longer.</summary>
    public void Leave() => Interlocked.Decrement(ref _calls);
}
