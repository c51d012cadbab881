namespace AiOs;

/// <summary>Runs programs so that they reach nothing beside what was granted.</summary>
/// <remarks>
/// <para>
/// What a sandboxed program cannot do, unless the command grants it: use a network; see or change the host's files; see, signal or
/// trace the host's processes; gain privileges; outlive its process object; use more than its limits.
/// </para>
/// <para>Threads: a singleton; every member may be called from any thread.</para>
/// </remarks>
public interface ISandbox
{
    /// <summary>Gets why this sandbox cannot run anything here, in one sentence for people; null when it can.</summary>
    string? UnavailableReason { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="command">What to run, with what it may reach and use.</param>
    /// <param name="cancellationToken">Cancels the start; a program that has started is stopped by disposing of it.</param>
    /// <returns>The running program.</returns>
    /// <exception cref="SandboxException">The sandbox is not available here, or a mount cannot be used.</exception>
    /// <exception cref="ArgumentException">The command has an empty program, or a limit out of its range.</exception>
    ValueTask<ISandboxProcess> StartAsync(SandboxCommand command, CancellationToken cancellationToken = default);
}
