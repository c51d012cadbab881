namespace AiOs;

/// <summary>A question, and what completes with its answer.</summary>
internal sealed class ApprovalEntry(PendingApproval question)
{
    private int _uses;

    public PendingApproval Question { get; } = question;

    public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes the answer for a call; only the first time is it to be had.</summary>
    public bool TryUse() => Interlocked.Increment(ref _uses) == 1;
}
