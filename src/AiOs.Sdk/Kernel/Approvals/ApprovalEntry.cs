namespace AiOs;

/// <summary>A question, and what completes with its answer.</summary>
internal sealed class ApprovalEntry(PendingApproval question)
{
    public PendingApproval Question { get; } = question;

    public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
