
namespace AiOs;

/// <summary>A sandbox of Linux namespaces, a system call filter and resource limits, made by bubblewrap.</summary>
/// <remarks>
/// <para>
/// Inside are a read-only system, a private temporary folder and what the command mounts; its own users, processes, network, host name
/// and terminal; no further user namespaces, no capabilities, no way to gain privileges. A host that runs as root drops to an
/// unused user first, because limits on processes do not bind root.
/// </para>
/// <para>
/// What it does not promise: that the Linux kernel is free of faults. Give what must never meet hostile code a machine of its own.
/// </para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed class BubblewrapSandbox : ISandbox, IDisposable
{
    private readonly BubblewrapOptions _options;
    private readonly TimeProvider _time;
    private readonly FilterFile _filter = new();
    private readonly SemaphoreSlim _running;
    private uint _nextUser;

    /// <summary>Creates the sandbox. Nothing runs until a program is started.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="time">The clock of wall-time limits; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public BubblewrapSandbox(BubblewrapOptions? options = null, TimeProvider? time = null)
    {
        _options = (options ?? new BubblewrapOptions()).Validated();
        _time = time ?? TimeProvider.System;
        _running = new SemaphoreSlim(_options.MaxConcurrency);
        UnavailableReason = BubblewrapRequirements.FindMissing(_options);
    }

    /// <inheritdoc/>
    public string? UnavailableReason { get; }

    /// <inheritdoc/>
    public async ValueTask<ISandboxProcess> StartAsync(SandboxCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentException.ThrowIfNullOrEmpty(command.Program);
        command.Limits.Validated();
        if (UnavailableReason is { } reason)
        {
            throw new SandboxException(reason);
        }

        await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            uint? user = Environment.IsPrivilegedProcess ? NextUser() : null;
            var start = BubblewrapCommand.Create(_options, command, _filter.Path, user);
            var process = await ProcessLauncher.StartAsync(start, cancellationToken).ConfigureAwait(false);
            return new SandboxedProcess(process, command.Limits, _time, killsTree: false, onEnd: () => _running.Release());
        }
        catch
        {
            _running.Release();
            throw;
        }
    }

    /// <summary>Frees the system call filter. Programs that run go on; none can be started any more.</summary>
    public void Dispose()
    {
        _filter.Dispose();
    }

    private uint NextUser() => _options.FirstUserId + (Interlocked.Increment(ref _nextUser) % 10_000);
}
