namespace AiOs;

/// <summary>Runs language models the way an operating system runs CPUs: processes, system calls, and nothing beside them.</summary>
/// <remarks>Threads: every member may be called from any thread. Disposing of the kernel kills its processes.</remarks>
public interface IKernel : IAsyncDisposable
{
    /// <summary>Gets the processes that have not ended, in the order of their numbers.</summary>
    IReadOnlyList<AgentProcess> Processes { get; }

    /// <summary>Starts a process.</summary>
    /// <param name="spec">What it is started from.</param>
    /// <param name="cancellationToken">Cancels the start; nothing is left behind.</param>
    /// <returns>The process, waiting for its first message.</returns>
    /// <exception cref="ModelNotFoundException">No model fits.</exception>
    /// <exception cref="ContextBudgetException">Instructions and tools alone do not fit the window.</exception>
    /// <exception cref="ArgumentException">The spec names a tool that does not exist, or a number out of its range.</exception>
    ValueTask<AgentProcess> SpawnAsync(AgentSpec spec, CancellationToken cancellationToken = default);

    /// <summary>Starts a process that continues another's life: the same spec, parent and memory, an empty mailbox, a budget of its own.</summary>
    /// <param name="process">The process, which goes on undisturbed.</param>
    /// <param name="at">The step after which they part; null for now. A past step needs a journal.</param>
    /// <param name="cancellationToken">Cancels the fork; nothing is left behind.</param>
    /// <returns>The fork, waiting for a message. A tool whose call was open at that step is not called by the fork.</returns>
    /// <exception cref="ProcessException">The process has ended, or its journal does not know the step.</exception>
    ValueTask<AgentProcess> ForkAsync(AgentProcess process, StepId? at = null, CancellationToken cancellationToken = default);

    /// <summary>Takes a system call down its path: through every middleware to its terminal handler.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the call's result is filled in.</returns>
    /// <exception cref="SecurityBlockedException">A policy or a stage stopped it.</exception>
    /// <exception cref="ProcessBudgetException">The process has used up a budget.</exception>
    ValueTask InvokeAsync(Syscall call, CancellationToken cancellationToken = default);
}
