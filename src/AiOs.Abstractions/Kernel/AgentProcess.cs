using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A running agent: a loop over one model, with its own memory, mailbox, capabilities and budget.</summary>
/// <remarks>Threads: every member may be called from any thread. Turns are worked on one at a time, in the order of their messages.</remarks>
public abstract class AgentProcess
{
    /// <summary>Gets the process's number.</summary>
    public abstract ProcessId Id { get; }

    /// <summary>Gets the parent's number; the host's own for a process that the host spawned.</summary>
    public abstract ProcessId ParentId { get; }

    /// <summary>Gets what it was started from.</summary>
    public abstract AgentSpec Spec { get; }

    /// <summary>Gets what it is doing.</summary>
    public abstract ProcessState State { get; }

    /// <summary>Gets what it used so far.</summary>
    public abstract ProcessUsage Usage { get; }

    /// <summary>Gets its memory.</summary>
    public abstract IAddressSpace Memory { get; }

    /// <summary>Gets the receipt of the last rendered request, or null before the first.</summary>
    public abstract ContextReceipt? LastReceipt { get; }

    /// <summary>Sends a message and gives what happens until its turn ends.</summary>
    /// <param name="message">The message.</param>
    /// <param name="label">Its label; null for the user's.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <returns>The events, ending with <see cref="TurnCompleted"/> or <see cref="TurnFailed"/>.</returns>
    /// <exception cref="ProcessException">The process has ended, or its mailbox is full.</exception>
    public abstract IAsyncEnumerable<AgentEvent> RunAsync(
        ChatMessage message, SecurityLabel? label = null, CancellationToken cancellationToken = default);

    /// <summary>Puts a message into the mailbox, to be worked on when its turn comes.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancels the posting.</param>
    /// <returns>A task that completes when the message is in the mailbox.</returns>
    /// <exception cref="ProcessException">The process has ended, or its mailbox is full.</exception>
    public abstract ValueTask PostAsync(ProcessMessage message, CancellationToken cancellationToken = default);

    /// <summary>Gives everything that happens from now on, over all turns, until the process ends.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The events. A reader that falls 1,024 events behind misses the oldest.</returns>
    public abstract IAsyncEnumerable<AgentEvent> ReadEventsAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits until the process has ended.</summary>
    /// <param name="cancellationToken">Cancels the wait only.</param>
    /// <returns>How it ended.</returns>
    /// <remarks>Where its end could not be written to the journal, the task fails with what the journal threw.</remarks>
    public abstract Task<ProcessExit> WaitAsync(CancellationToken cancellationToken = default);

    /// <summary>Holds the process back: the step that runs is finished, and no other begins. Without effect on one that is held.</summary>
    /// <param name="cancellationToken">Cancels the order.</param>
    /// <returns>A task that completes when the order stands, in the journal too where there is one.</returns>
    /// <exception cref="ProcessException">The process has ended.</exception>
    public abstract ValueTask SuspendAsync(CancellationToken cancellationToken = default);

    /// <summary>Lets the process go on. Without effect on one that is not held back.</summary>
    /// <param name="cancellationToken">Cancels the order.</param>
    /// <returns>A task that completes when the order stands, in the journal too where there is one.</returns>
    /// <exception cref="ProcessException">The process has ended.</exception>
    public abstract ValueTask ResumeAsync(CancellationToken cancellationToken = default);

    /// <summary>Ends the process and its children: the open turn is cancelled, and nothing further leaves it.</summary>
    /// <param name="reason">Why, for the exit status.</param>
    /// <returns>
    /// A task that completes when it has ended. It fails with what the journal threw where the end could not be written: the process has
    /// stopped then, and goes on with the next kernel.
    /// </returns>
    public abstract ValueTask KillAsync(string reason);
}
