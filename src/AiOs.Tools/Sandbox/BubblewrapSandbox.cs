
using System.Diagnostics;

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
public sealed class BubblewrapSandbox : ISandbox, IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan SpareTime = TimeSpan.FromMinutes(10); // What nobody called for so long makes room.
    private static readonly int StartsBesideACall = Math.Max(2, Environment.ProcessorCount); // It took one away, and the number is to grow.
    private static readonly int StartsBesideAStart = Math.Max(1, Environment.ProcessorCount - 1); // Which has a processor of its own.

    private readonly BubblewrapOptions _options;
    private readonly TimeProvider _time;
    private readonly FilterFile _filter = new();
    private readonly SemaphoreSlim _running;
    private readonly SpareProcesses<SandboxedProcess> _spares;

    /// <summary>Creates the sandbox. Nothing runs until a program is started.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="time">The clock of wall-time limits; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public BubblewrapSandbox(BubblewrapOptions? options = null, TimeProvider? time = null)
    {
        _options = (options ?? new BubblewrapOptions()).Validated();
        _time = time ?? TimeProvider.System;
        _running = new SemaphoreSlim(_options.MaxConcurrency);
        _spares = new SpareProcesses<SandboxedProcess>(
            command => LaunchAsync(command, command.Limits with { WallTime = SpareTime }, onEnd: null, CancellationToken.None));
        UnavailableReason = BubblewrapRequirements.FindMissing(_options);
    }

    /// <inheritdoc/>
    public string? UnavailableReason { get; }

    /// <inheritdoc/>
    public ValueTask<ISandboxProcess> StartAsync(SandboxCommand command, CancellationToken cancellationToken = default) =>
        StartAsync(command, isAhead: false, spares: 0, cancellationToken);

    /// <summary>Frees the system call filter, and kills what waits for a call. Programs that run go on; none can be started any more.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask(); // All but the wait for the ends of what is killed happens at once.

    /// <summary>Does what <see cref="Dispose"/> does, and waits until what waited for a call has ended.</summary>
    /// <returns>A task that completes when nothing is left of it.</returns>
    public async ValueTask DisposeAsync()
    {
        var ending = _spares.DisposeAsync();
        _filter.Dispose();
        await ending.ConfigureAwait(false);
    }

    /// <summary>Starts programs for the next calls of <see cref="StartAheadAsync"/> with the same command. Returns at once.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="count">How many are to wait.</param>
    internal void Prepare(SandboxCommand command, int count) => _spares.Prepare(command, count, count);

    /// <summary>Gives a program that was prepared, or starts one where none waits.</summary>
    /// <param name="command">The very object that was prepared: a program that reads its input to the end before it does anything.</param>
    /// <param name="spares">How many are to wait for next calls; 0 to start none.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    internal ValueTask<ISandboxProcess> StartAheadAsync(SandboxCommand command, int spares, CancellationToken cancellationToken) =>
        StartAsync(command, isAhead: true, spares, cancellationToken);

    private async ValueTask<ISandboxProcess> StartAsync(
        SandboxCommand command, bool isAhead, int spares, CancellationToken cancellationToken)
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
            var spare = isAhead ? await TakeSpareAsync(command).ConfigureAwait(false) : null;
            var process = spare ?? await LaunchAsync(command, command.Limits, () => _running.Release(), cancellationToken).ConfigureAwait(false);
            _spares.Prepare(command, spares, spare is null ? StartsBesideAStart : StartsBesideACall);
            return process;
        }
        catch
        {
            _running.Release();
            throw;
        }
    }

    // While it waited it took no place of those that run: the caller has one now, and gives it to the spare.
    private async ValueTask<SandboxedProcess?> TakeSpareAsync(SandboxCommand command)
    {
        while (await _spares.TakeAsync(command).ConfigureAwait(false) is { } spare)
        {
            if (spare.TryHandOver(command.Limits.WallTime, () => _running.Release()))
            {
                return spare;
            }

            await spare.DisposeAsync().ConfigureAwait(false);
        }

        return null;
    }

    private async Task<SandboxedProcess> LaunchAsync(
        SandboxCommand command, SandboxLimits limits, Action? onEnd, CancellationToken cancellationToken)
    {
        uint? user = Environment.IsPrivilegedProcess ? SandboxUsers.Take(_options.FirstUserId) : null;
        Process? process = null;
        try
        {
            var start = BubblewrapCommand.Create(_options, command, _filter.Path, user);
            process = await ProcessLauncher.StartAsync(start, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (process is null && user is { } unused)
            {
                SandboxUsers.Give(unused);
            }
        }

        var sandboxed = new SandboxedProcess(process, limits, _time, BubblewrapKill.Kill, onEnd);
        if (user is { } taken)
        {
            _ = GiveBackAsync(sandboxed, taken);
        }

        return sandboxed;
    }

    private static async Task GiveBackAsync(SandboxedProcess process, uint user)
    {
        await process.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        SandboxUsers.Give(user);
    }
}
