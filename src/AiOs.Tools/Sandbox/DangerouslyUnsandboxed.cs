using System.Diagnostics;

namespace AiOs;

/// <summary>Runs programs with no protection at all: as the host's own user, with its files and its network.</summary>
/// <remarks>
/// <para>
/// For a machine that is itself the sandbox, such as a virtual machine thrown away after each run. Only the limits on wall time and output
/// hold; mounts and the other limits do nothing. Whatever convinces the model can do what the host's user can do.
/// </para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
/// <param name="time">The clock of wall-time limits; null for the system's.</param>
public sealed class DangerouslyUnsandboxed(TimeProvider? time = null) : ISandbox
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public string? UnavailableReason => null;

    /// <inheritdoc/>
    public async ValueTask<ISandboxProcess> StartAsync(SandboxCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentException.ThrowIfNullOrEmpty(command.Program);
        command.Limits.Validated();
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            WorkingDirectory = command.WorkingFolder == "/tmp" ? Path.GetTempPath() : command.WorkingFolder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        var process = await ProcessLauncher.StartAsync(start, cancellationToken).ConfigureAwait(false);
        return new SandboxedProcess(process, command.Limits, _time, static process => process.Kill(entireProcessTree: true), onEnd: static () => { });
    }
}
