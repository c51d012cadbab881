namespace AiOs;

/// <summary>Something that every system call passes through: scheduling, budgets, security, audit, telemetry, and a host's own.</summary>
/// <remarks>
/// <para>
/// A host's middleware runs outside the built-in checks, in the order of registration, so that whatever it changes is checked
/// before it takes effect.
/// </para>
/// <para>Threads: a stateless singleton, called from any thread.</para>
/// </remarks>
public interface ISyscallMiddleware
{
    /// <summary>Takes part in a call: looks at it, lets it pass by calling <paramref name="next"/>, or throws to refuse it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="next">The rest of the path; called again only after it failed, to try again.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the call's result is filled in.</returns>
    ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default);
}
