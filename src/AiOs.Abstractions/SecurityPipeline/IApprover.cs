namespace AiOs;

/// <summary>Asks a human whether one system call may take effect: the way through for what policy would not let pass by itself.</summary>
/// <remarks>
/// <para>
/// An approval is for exactly the arguments that were shown: the pipeline compares <see cref="ApprovalRequest.Fingerprint"/>
/// before and after asking, and stops the call when they differ.
/// </para>
/// <para>An approver that throws has not approved. Threads: may be called from any thread, for several processes at once.</para>
/// </remarks>
public interface IApprover
{
    /// <summary>Asks.</summary>
    /// <param name="request">What is to be approved; shows the human the whole of <see cref="ApprovalRequest.Call"/>.</param>
    /// <param name="cancellationToken">Cancels the question, which stops the call.</param>
    /// <returns>True only when a human agreed to exactly this.</returns>
    ValueTask<bool> ApproveAsync(ApprovalRequest request, CancellationToken cancellationToken = default);
}
