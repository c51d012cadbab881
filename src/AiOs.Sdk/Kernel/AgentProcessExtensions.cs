using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Conveniences over a process.</summary>
public static class AgentProcessExtensions
{
    /// <summary>Asks, and waits for the answer.</summary>
    /// <param name="process">The process.</param>
    /// <param name="question">What the user says.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="AiOsException">The turn failed: its budget, the window's, or the security pipeline stopped it.</exception>
    /// <remarks>Whatever else the turn failed with, such as a provider's own error, is thrown as it is.</remarks>
    public static Task<ChatMessage> AskAsync(
        this AgentProcess process, string question, CancellationToken cancellationToken = default) =>
        process.AskAsync(new ChatMessage(ChatRole.User, question), cancellationToken);

    /// <summary>Asks, and waits for the answer.</summary>
    /// <param name="process">The process.</param>
    /// <param name="message">What the user says.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="AiOsException">The turn failed: its budget, the window's, or the security pipeline stopped it.</exception>
    public static async Task<ChatMessage> AskAsync(
        this AgentProcess process, ChatMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(process);
        var end = process is KernelProcess own
            ? await own.RunToEndAsync(message, cancellationToken).ConfigureAwait(false)
            : await RunToEndAsync(process, message, cancellationToken).ConfigureAwait(false);
        if (end is TurnFailed failed)
        {
            ExceptionDispatchInfo.Throw(failed.Error);
        }

        return (end as TurnCompleted)?.Message
            ?? throw new ProcessException(process.Id, $"The turn of process {process.Id} ended without an answer.");
    }

    /// <summary>Starts a child of a process, through the system-call path.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="parent">The parent; the child holds at most its capabilities, and what it uses counts for the parent too.</param>
    /// <param name="spec">What the child is started from.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The child.</returns>
    public static async ValueTask<AgentProcess> SpawnChildAsync(
        this IKernel kernel, AgentProcess parent, AgentSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        var call = new SpawnSyscall(parent, SecurityLabel.System, spec);
        await kernel.InvokeAsync(call, cancellationToken).ConfigureAwait(false);
        return call.Child ?? throw new ProcessException(parent.Id, "A middleware ended the spawn without a child.");
    }

    private static async ValueTask<AgentEvent?> RunToEndAsync(AgentProcess process, ChatMessage message, CancellationToken cancellationToken)
    {
        await foreach (var happening in process.RunAsync(message, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (happening is TurnCompleted or TurnFailed)
            {
                return happening;
            }
        }

        return null;
    }
}
