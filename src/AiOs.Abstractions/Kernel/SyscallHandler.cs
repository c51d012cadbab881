namespace AiOs;

/// <summary>Handles a system call: the rest of the path, down to the handler that makes it happen.</summary>
/// <param name="call">The call.</param>
/// <param name="cancellationToken">Cancels the call.</param>
/// <returns>A task that completes when the call's result is filled in.</returns>
public delegate ValueTask SyscallHandler(Syscall call, CancellationToken cancellationToken);
