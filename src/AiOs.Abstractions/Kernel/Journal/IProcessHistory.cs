namespace AiOs;

/// <summary>What a kernel with a journal can do with the past of its processes.</summary>
/// <remarks>Threads: every member may be called from any thread.</remarks>
public interface IProcessHistory
{
    /// <summary>Goes on with every process that had not ended when the last kernel over this journal stopped.</summary>
    /// <param name="cancellationToken">Cancels the resumption, which can then be called again.</param>
    /// <returns>The processes, in the order of their numbers. Their open turns run already. Empty without a journal.</returns>
    /// <remarks>Happens once, by itself, before the first spawn; call it to wait for it, or where nothing is spawned.</remarks>
    /// <exception cref="JournalFormatException">A record cannot be read.</exception>
    ValueTask<IReadOnlyList<AgentProcess>> ResumeAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists the steps of a process that it can be taken back to, or forked at.</summary>
    /// <param name="process">The process.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The steps, oldest first.</returns>
    ValueTask<IReadOnlyList<StepId>> ListStepsAsync(AgentProcess process, CancellationToken cancellationToken = default);

    /// <summary>Takes a process back to the end of a step: what came after leaves its memory. What was done outside stays done.</summary>
    /// <param name="process">The process; its open turn is cancelled, and messages that wait are dropped.</param>
    /// <param name="to">The step.</param>
    /// <param name="cancellationToken">Cancels the rewind before it takes effect.</param>
    /// <returns>A task that completes when the process waits for its next message.</returns>
    /// <exception cref="ProcessException">The process has ended, or its journal does not know the step.</exception>
    ValueTask RewindAsync(AgentProcess process, StepId to, CancellationToken cancellationToken = default);

    /// <summary>Forgets ended processes that were kept because they bear a key.</summary>
    /// <param name="keys">The keys; those of processes that live, or that are not known, are passed over.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    /// <returns>How many processes were forgotten, children included.</returns>
    ValueTask<int> ForgetAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default);
}
